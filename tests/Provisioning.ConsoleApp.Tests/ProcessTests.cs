using System.Diagnostics;
using System.Text.Json;

namespace Provisioning.ConsoleApp.Tests;

/// <summary>The application as a process of its own: what only shows there.</summary>
public sealed class ProcessTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("provisioning-process-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public async Task A_bad_project_id_ends_with_2()
    {
        AppResult result = await RunAsync(["status", "Not_An_Id", "--output", "json"]);

        Assert.Equal(ExitCode.WrongUse, result.ExitCode);
        Assert.Empty(result.Out);
        Assert.Equal("invalid_arguments", ErrorCode(result));
    }

    [Fact]
    public async Task A_template_that_does_not_exist_ends_with_2_and_is_named()
    {
        AppResult result = await RunAsync(["provision", "acme", "--template", "nowhere"]);

        Assert.Equal(ExitCode.WrongUse, result.ExitCode);
        Assert.StartsWith("error [invalid_template]", result.Error, StringComparison.Ordinal);
        Assert.Contains("nowhere", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_ends_with_0()
    {
        AppResult result = await RunAsync(["--help"]);

        Assert.Equal((ExitCode.Done, string.Empty), (result.ExitCode, result.Error));
        Assert.Contains("provisioning [command] [options]", result.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("list")]
    [InlineData("status", "acme")]
    [InlineData("stop", "acme")]
    [InlineData("purge", "acme", "--yes")]
    [InlineData("logs", "acme")]
    public async Task Without_an_engine_a_command_ends_with_5(params string[] args)
    {
        AppResult result = await RunAsync([.. args, "--output", "json"], ("DOCKER_HOST", "unix:///nonexistent.sock"));

        Assert.True(result.ExitCode == ExitCode.Unreachable, result.ToString());
        Assert.Empty(result.Out);
        Assert.Equal("unavailable", ErrorCode(result));
        Assert.Contains("/nonexistent.sock", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_an_engine_nothing_is_left_by_provision()
    {
        File.WriteAllText(Path.Combine(_directory.FullName, "compose.yaml"), "services:\n  web:\n    image: busybox\n");

        AppResult result = await RunAsync(["provision", "acme"], ("DOCKER_HOST", "unix:///nonexistent.sock"));

        Assert.True(result.ExitCode == ExitCode.Unreachable, result.ToString());
        Assert.False(Directory.Exists(Path.Combine(State, "acme")), "A project folder was left.");
    }

    [Fact]
    public async Task Doctor_names_the_socket_that_is_missing()
    {
        AppResult result = await RunAsync(["doctor", "--output", "json"], ("DOCKER_HOST", "unix:///nonexistent.sock"));

        Assert.True(result.ExitCode == ExitCode.Unreachable, result.ToString());
        using var document = JsonDocument.Parse(result.Out);
        Dictionary<string, string> checks = document.RootElement.GetProperty("checks").EnumerateArray()
            .ToDictionary(check => check.GetProperty("name").GetString()!, check => check.GetProperty("result").GetString()!, StringComparer.Ordinal);
        Assert.Equal("ok", checks["configuration"]);
        Assert.Equal("failed", checks["engine socket"]);
        Assert.Equal("failed", checks["engine"]);
        Assert.Equal("ok", checks["state directory"]);
    }

    [Fact]
    public async Task Coolify_is_selected_by_the_env_file_and_refused_with_the_package_to_install()
    {
        File.WriteAllText(Path.Combine(_directory.FullName, ".env"), $"COOLIFY_API_URL=\"https://coolify.example.com\"\nexport COOLIFY_API_TOKEN='{TestApp.SecretCanary}' # token\n");

        AppResult result = await RunAsync(["list"]);

        Assert.Equal(ExitCode.WrongUse, result.ExitCode);
        Assert.Contains("Provisioning.Coolify", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(TestApp.SecretCanary, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_option_of_the_provider_is_named()
    {
        AppResult result = await RunAsync(["list", "--output", "json"], ("PROVISIONING__LOCAL__PORTRANGE", "many"));

        Assert.Equal(ExitCode.WrongUse, result.ExitCode);
        Assert.Equal("invalid_configuration", ErrorCode(result));
        Assert.Contains("PortRange", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ctrl_C_cancels_and_ends_with_130()
    {
        using Process process = Start(["purge", "acme", "--yes"], ("DOCKER_HOST", "unix://" + await ListenAsync()));
        using var limit = new CancellationTokenSource(Limit);
        await _accepted!.WaitAsync(limit.Token);
        Assert.Equal(0, SendInterrupt(process.Id));
        await process.WaitForExitAsync(limit.Token);

        Assert.Equal(ExitCode.Cancelled, process.ExitCode);
        Assert.Contains("error [cancelled]", await process.StandardError.ReadToEndAsync(limit.Token), StringComparison.Ordinal);
    }

    private Task<System.Net.Sockets.Socket>? _accepted;

    private string State => Path.Combine(_directory.FullName, "state");

    // An engine that takes a connection and never answers.
    private Task<string> ListenAsync()
    {
        string path = Path.Combine(_directory.FullName, "engine.sock");
        var listener = new System.Net.Sockets.Socket(System.Net.Sockets.AddressFamily.Unix, System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Unspecified);
        listener.Bind(new System.Net.Sockets.UnixDomainSocketEndPoint(path));
        listener.Listen();
        _accepted = listener.AcceptAsync();
        return Task.FromResult(path);
    }

    private static string? ErrorCode(AppResult result)
    {
        using var document = JsonDocument.Parse(result.Error);
        return document.RootElement.GetProperty("error").GetProperty("code").GetString();
    }

    private async Task<AppResult> RunAsync(string[] args, params (string Name, string Value)[] environment)
    {
        using Process process = Start(args, environment);
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
            process.Kill();
            Assert.Fail($"{string.Join(' ', args)} took longer than {Limit}.");
        }

        return new AppResult(process.ExitCode, await output, await error);
    }

    private Process Start(string[] args, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "provisioning.dll"), .. args])
        {
            WorkingDirectory = _directory.FullName,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (string name in start.Environment.Keys.Where(name => name.StartsWith("PROVISIONING_", StringComparison.Ordinal) || name.StartsWith("COOLIFY_", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(name);
        }

        start.Environment["PROVISIONING__LOCAL__STATEDIRECTORY"] = State;
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    private static int SendInterrupt(int processId)
    {
        using Process kill = Process.Start(new ProcessStartInfo("kill", ["-INT", processId.ToString(System.Globalization.CultureInfo.InvariantCulture)]) { UseShellExecute = false })!;
        kill.WaitForExit();
        return kill.ExitCode;
    }
}
