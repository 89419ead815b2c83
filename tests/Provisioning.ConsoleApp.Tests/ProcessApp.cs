using System.Diagnostics;
using System.Globalization;

namespace Provisioning.ConsoleApp.Tests;

/// <summary>Runs the application as a process, in a directory of its own and with a state directory in it.</summary>
internal sealed class ProcessApp : IDisposable
{
    public static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private readonly DirectoryInfo _directory = System.IO.Directory.CreateTempSubdirectory("provisioning-process-");

    public string Directory => _directory.FullName;

    // Its own output: the one of the tests has the tests' frameworks, and lacks what those bring.
    private static string Application { get; } = Path.Combine(AppContext.BaseDirectory, "..", "..", "ConsoleApp", Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)), "provisioning.dll");

    public string State => Path.Combine(Directory, "state");

    public void Dispose() => _directory.Delete(recursive: true);

    public void WriteFile(string name, string content) => File.WriteAllText(Path.Combine(Directory, name), content);

    public async Task<AppResult> RunAsync(string[] args, params (string Name, string Value)[] environment)
    {
        using Process process = Start(args, environment);
        return await FinishAsync(process);
    }

    public Process Start(string[] args, params (string Name, string Value)[] environment)
    {
        // A shell starts what runs in its background with SIGINT ignored; Ctrl+C must work in the tests there too.
        string[] command = ["dotnet", Application, .. args];
        ProcessStartInfo start = OperatingSystem.IsLinux() ? Redirected("env", ["--default-signal=INT", .. command]) : Redirected(command[0], command[1..]);
        start.WorkingDirectory = Directory;
        foreach (string name in start.Environment.Keys.Where(name => name.StartsWith("PROVISIONING_", StringComparison.Ordinal) || name.StartsWith("COOLIFY_", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(name);
        }

        start.Environment["PROVISIONING__LOCAL__STATEDIRECTORY"] = State;
        start.Environment["PROVISIONING__LOCAL__PORTRANGE"] = "24200-24299";
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    public static void Interrupt(Process process)
    {
        using Process kill = Process.Start(new ProcessStartInfo("kill", ["-INT", process.Id.ToString(CultureInfo.InvariantCulture)]) { UseShellExecute = false })!;
        kill.WaitForExit();
        Assert.Equal(0, kill.ExitCode);
    }

    /// <summary>Returns the image of the tests, made if it is not there.</summary>
    public static async Task<string> TestImageAsync()
    {
        string? root = AppContext.BaseDirectory;
        while (root is not null && !File.Exists(Path.Combine(root, "Provisioning.sln")))
        {
            root = Path.GetDirectoryName(root);
        }

        using Process script = Process.Start(Redirected("bash", [Path.Combine(root!, "eng", "test-images")]))!;
        AppResult result = await FinishAsync(script);
        Assert.True(result.ExitCode == 0, result.ToString());
        return result.Out.Split('\n').Single(line => line.StartsWith("PROVISIONING_TEST_IMAGE=", StringComparison.Ordinal)).Split('=', 2)[1].Trim();
    }

    private static ProcessStartInfo Redirected(string program, IEnumerable<string> args) => new(program, args)
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        UseShellExecute = false,
    };

    private static async Task<AppResult> FinishAsync(Process process)
    {
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{process.StartInfo.FileName} took longer than {Limit}.");
        }

        return new AppResult(process.ExitCode, await output, await error);
    }
}
