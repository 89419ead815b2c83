using System.Diagnostics;
using System.Globalization;
using Provisioning.Projects.TestHost;

namespace Provisioning.Projects.Soak;

/// <summary>The host that is killed: this program again, with other arguments.</summary>
internal static class Child
{
    /// <summary>The exit status of a process that was killed by SIGKILL.</summary>
    public const int Killed = 137;

    public static async Task<(int ExitCode, string[] Points)> RunAsync(string[] backend, string verb, ProjectId project, string folder, int killAt)
    {
        string[] arguments = [typeof(Child).Assembly.Location, "child", verb, project.Value, folder, killAt.ToString(CultureInfo.InvariantCulture), .. backend];
        using Process process = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode is 0 or Killed
            ? (process.ExitCode, (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries))
            : throw new InvalidOperationException($"{verb} of {project} ended with {process.ExitCode}: {await error}");
    }

    /// <summary>What the child does: one call.</summary>
    public static async Task MainAsync(string[] args)
    {
        string verb = args[0], folder = args[2];
        await using Host host = Open(args[4..], folder, killAt: int.Parse(args[3], CultureInfo.InvariantCulture));
        await host.Store.InitializeAsync();
        host.Points.IsOn = true;
        await Verbs.RunAsync(host.Service, verb, ProjectId.Parse(args[1]), new ProjectOperationOptions { OperationId = "the-one" });
        host.Points.IsOn = false;
        foreach (string point in host.Points.Passed)
        {
            Console.WriteLine(point);
        }
    }

    /// <summary>Opens a host over the backend that the words name: <c>local FOLDER</c> or <c>coolify ADDRESS TOKEN</c>.</summary>
    public static Host Open(string[] backend, string folder, int killAt = 0) => new(new HostOptions
    {
        Folder = folder,
        KillAt = killAt,
        OtherBackend = backend[0] == "local" ? Backends.Local(backend[1]) : Backends.Coolify(backend[1], backend[2]),
    });
}
