using System.Diagnostics;

namespace Provisioning.Local.Benchmarks;

/// <summary>Docker Compose, a process for each call, as people run it.</summary>
internal sealed class ComposeCli(string program, string directory)
{
    public string Version => RunAsync(["version", "--short"]).GetAwaiter().GetResult().Trim();

    public async Task<string> RunAsync(IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = directory, UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} could not be started.");
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? await output : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: {await errors}");
    }

    public Task<string> ProjectAsync(string stack, string project, params string[] arguments) =>
        RunAsync(["-f", Path.Combine(directory, stack + ".yaml"), "-p", project, .. arguments]);
}
