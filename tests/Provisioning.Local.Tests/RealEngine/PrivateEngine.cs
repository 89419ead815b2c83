using System.Diagnostics;
using System.Globalization;
using Provisioning.Local.Engine;

namespace Provisioning.Local.Tests.RealEngine;

/// <summary>A Docker Engine of a test's own, that may be stopped and killed: data, socket and network namespace apart from the machine's.</summary>
internal sealed class PrivateEngine : IAsyncDisposable
{
    // The path of a socket has room for about a hundred characters.
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("pe-");
    private Process? _process;

    private string Socket => Path.Combine(_directory.FullName, "d.sock");

    public EngineEndpoint Endpoint => new EngineEndpointResolver(new EngineEnvironment { GetVariable = name => name == "DOCKER_HOST" ? "unix://" + Socket : null, HomeDirectory = _directory.FullName }).Resolve();

    /// <summary>Gets why there can be none here; <see langword="null"/> when there can.</summary>
    public static string? Obstacle { get; } =
        !OperatingSystem.IsLinux() || Environment.UserName != "root" ? "only root on Linux can start an engine of its own"
        : new[] { "dockerd", "unshare" }.FirstOrDefault(name => !Exists(name)) is { } missing ? $"{missing} is not installed here"
        : null;

    /// <summary>Starts it, and waits until it answers. On a slow day its own patience with containerd ends first, and it is started again.</summary>
    public async Task StartAsync()
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                await StartOnceAsync();
                return;
            }
            catch (InvalidOperationException) when (attempt < 4)
            {
                await StopAsync(kill: true);
                KillContainerd();
            }
        }
    }

    private async Task StartOnceAsync()
    {
        string path = _directory.FullName;
        File.Delete(Path.Combine(path, "d.pid"));
        var start = new ProcessStartInfo(
            "unshare",
            ["--net", "--", "sh", "-c", $"busybox ip link set lo up 2>/dev/null || ip link set lo up; exec dockerd --host unix://{Socket} --data-root {path}/data --exec-root {path}/exec --pidfile {path}/d.pid --shutdown-timeout 3 > {path}/log 2>&1"])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
        };
        _process = Process.Start(start)!;
        long since = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                using var client = new DockerEngineClient(Endpoint);
                await client.ListContainersAsync([], default);
                return;
            }
            catch (Exception exception) when (exception is ProviderUnavailableException or EngineException)
            {
                if (_process.HasExited || Stopwatch.GetElapsedTime(since) > TimeSpan.FromMinutes(2))
                {
                    throw new InvalidOperationException($"The engine does not come up: {string.Join('\n', File.ReadLines(Path.Combine(path, "log")).TakeLast(15))}", exception);
                }

                await Task.Delay(100);
            }
        }
    }

    /// <summary>Ends it: orderly, which stops the containers, or by SIGKILL, which leaves them.</summary>
    public async Task StopAsync(bool kill)
    {
        if (_process is { HasExited: false } process)
        {
            using Process signal = Process.Start(new ProcessStartInfo("kill", [kill ? "-KILL" : "-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]))!;
            await signal.WaitForExitAsync();
            using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
            await process.WaitForExitAsync(limit.Token);
            if (kill)
            {
                KillContainerd();
            }
        }
    }

    // What an engine that was killed leaves: its containerd, and a file that names it, by which the next engine would wait for one that is gone.
    private void KillContainerd()
    {
        string file = Path.Combine(_directory.FullName, "exec", "containerd", "containerd.pid");
        if (File.Exists(file))
        {
            foreach (int id in Processes("containerd").Where(id => id.ToString(CultureInfo.InvariantCulture) == File.ReadAllText(file).Trim()))
            {
                Kill(id);
            }

            File.Delete(file);
        }
    }

    private IEnumerable<int> Processes(string name)
    {
        foreach (string directory in Directory.EnumerateDirectories("/proc").Where(path => char.IsAsciiDigit(path[^1])))
        {
            string command;
            try
            {
                command = File.ReadAllText(Path.Combine(directory, "cmdline"));
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                continue;
            }

            if (command.Contains(_directory.FullName, StringComparison.Ordinal) && Path.GetFileName(command.Split('\0')[0]) == name)
            {
                yield return int.Parse(Path.GetFileName(directory), CultureInfo.InvariantCulture);
            }
        }
    }

    private static void Kill(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            process.Kill();
            process.WaitForExit(TimeSpan.FromSeconds(10));
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException)
        {
            // It has ended.
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(kill: false);

        _process?.Dispose();
        KillContainerd();

        // Only after a test that failed in between: containers that nobody looks after any more.
        foreach (int shim in Processes("containerd-shim-runc-v2").ToList())
        {
            foreach (string child in File.ReadAllText($"/proc/{shim}/task/{shim}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                Kill(int.Parse(child, CultureInfo.InvariantCulture));
            }

            Kill(shim);
        }

        // The engine leaves its data mounted on itself.
        using (Process unmounting = Process.Start(new ProcessStartInfo("umount", ["-q", Path.Combine(_directory.FullName, "data")]) { UseShellExecute = false, RedirectStandardError = true })!)
        {
            await unmounting.StandardError.ReadToEndAsync();
            await unmounting.WaitForExitAsync();
        }

        try
        {
            _directory.Delete(recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A mount that lingers is no failure of what was tested.
        }
    }

    private static bool Exists(string name) => (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(':').Any(directory => File.Exists(Path.Combine(directory, name)));
}

/// <summary>A test that needs an engine of its own.</summary>
[AttributeUsage(AttributeTargets.Method)]
#pragma warning disable MA0048 // Of no use without the engine.
internal sealed class PrivateEngineFactAttribute : FactAttribute
{
    public PrivateEngineFactAttribute() => Skip = PrivateEngine.Obstacle;
}
