using System.Diagnostics;

namespace Provisioning.Local.Tests.RealEngine;

/// <summary>Docker Compose, as somebody would use it beside the library.</summary>
internal static class ComposeCli
{
    public static async Task<string> RunAsync(string directory, params string[] arguments)
    {
        string path = Environment.GetEnvironmentVariable("PROVISIONING_TEST_COMPOSE")
            ?? throw new InvalidOperationException("PROVISIONING_TEST_COMPOSE names no Docker Compose. Run the tests with ./test, which gets one.");
        var start = new ProcessStartInfo(path) { UseShellExecute = false, WorkingDirectory = directory, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        // What the caller's shell sets would be another project's.
        foreach (string name in start.Environment.Keys.Where(name => name.StartsWith("COMPOSE_", StringComparison.Ordinal)).ToArray())
        {
            start.Environment.Remove(name);
        }

        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(limit.Token);
        Task<string> errors = process.StandardError.ReadToEndAsync(limit.Token);
        await process.WaitForExitAsync(limit.Token);
        Assert.True(process.ExitCode == 0, $"docker compose {string.Join(' ', arguments)}: {await errors}{await output}");
        return await output + await errors;
    }
}
