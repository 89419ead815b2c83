using System.Diagnostics;
using Docker.DotNet;

namespace Provisioning.Local.Benchmarks;

/// <summary>Docker Compose, a process for each call, as people run it.</summary>
internal sealed class ComposeCli(string program, string directory)
{
    public async Task<string> VersionAsync() => (await RunAsync(program, ["version", "--short"], environment: null)).Trim();

    public static async Task<string> EngineVersionAsync(IProvisioningProvider provider)
    {
        var client = (IDockerClient)provider.GetService(typeof(IDockerClient))!;
        return (await client.System.GetVersionAsync()).Version;
    }

    public Task ProjectAsync(string stack, string project, params string[] arguments) =>
        RunAsync(program, ["-f", Path.Combine(directory, stack, "compose.yaml"), "-p", project, .. arguments], environment: null);

    public async Task<string> RunAsync(string file, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string>? environment)
    {
        var start = new ProcessStartInfo(file, arguments) { WorkingDirectory = directory, UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach ((string key, string value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[key] = value;
        }

        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{file} could not be started.");
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? await output : throw new InvalidOperationException($"{file} {string.Join(' ', arguments)}: exit code {process.ExitCode}: {await errors} {await output}");
    }
}
