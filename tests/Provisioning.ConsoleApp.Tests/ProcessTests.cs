using System.Diagnostics;
using System.Net.Sockets;
using System.Text.Json;

namespace Provisioning.ConsoleApp.Tests;

/// <summary>The application as a process of its own: what only shows there.</summary>
public sealed class ProcessTests : IDisposable
{
    private readonly ProcessApp _app = new();

    public void Dispose() => _app.Dispose();

    [Fact]
    public async Task A_bad_project_id_ends_with_2()
    {
        AppResult result = await _app.RunAsync(["status", "Not_An_Id", "--output", "json"]);

        Assert.Equal(ExitCode.WrongUse, result.ExitCode);
        Assert.Empty(result.Out);
        Assert.Equal("invalid_arguments", ErrorCode(result));
    }

    [Fact]
    public async Task A_template_that_does_not_exist_ends_with_2_and_is_named()
    {
        AppResult result = await _app.RunAsync(["provision", "acme", "--template", "nowhere"]);

        Assert.Equal(ExitCode.WrongUse, result.ExitCode);
        Assert.StartsWith("error [invalid_template]", result.Error, StringComparison.Ordinal);
        Assert.Contains("nowhere", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_ends_with_0()
    {
        AppResult result = await _app.RunAsync(["--help"]);

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
        AppResult result = await _app.RunAsync([.. args, "--output", "json"], ("DOCKER_HOST", "unix:///nonexistent.sock"));

        Assert.True(result.ExitCode == ExitCode.Unreachable, result.ToString());
        Assert.Empty(result.Out);
        Assert.Equal("unavailable", ErrorCode(result));
        Assert.Contains("/nonexistent.sock", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_an_engine_nothing_is_left_by_provision()
    {
        _app.WriteFile("compose.yaml", "services:\n  web:\n    image: busybox\n");

        AppResult result = await _app.RunAsync(["provision", "acme"], ("DOCKER_HOST", "unix:///nonexistent.sock"));

        Assert.True(result.ExitCode == ExitCode.Unreachable, result.ToString());
        Assert.False(Directory.Exists(Path.Combine(_app.State, "acme")), "A project folder was left.");
    }

    [Fact]
    public async Task Doctor_names_the_socket_that_is_missing()
    {
        AppResult result = await _app.RunAsync(["doctor", "--output", "json"], ("DOCKER_HOST", "unix:///nonexistent.sock"));

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
    public async Task Coolify_is_selected_by_the_env_file()
    {
        _app.WriteFile(".env", $"COOLIFY_API_URL=\"http://127.0.0.1:1/\"\nexport COOLIFY_API_TOKEN='{TestApp.SecretCanary}' # token\n");

        AppResult result = await _app.RunAsync(["list"], ("PROVISIONING__COOLIFY__RETRYATTEMPTS", "0"));

        Assert.Equal(ExitCode.Unreachable, result.ExitCode);
        Assert.Contains("Coolify at http://127.0.0.1:1 refused the connection", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(TestApp.SecretCanary, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_option_of_the_provider_is_named()
    {
        AppResult result = await _app.RunAsync(["list", "--output", "json"], ("PROVISIONING__LOCAL__PORTRANGE", "many"));

        Assert.Equal(ExitCode.WrongUse, result.ExitCode);
        Assert.Equal("invalid_configuration", ErrorCode(result));
        Assert.Contains("PortRange", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ctrl_C_cancels_and_ends_with_130()
    {
        // An engine that takes a connection and never answers.
        string path = Path.Combine(_app.Directory, "engine.sock");
        using var engine = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        engine.Bind(new UnixDomainSocketEndPoint(path));
        engine.Listen();
        using Process process = _app.Start(["purge", "acme", "--yes"], ("DOCKER_HOST", "unix://" + path));
        using var limit = new CancellationTokenSource(ProcessApp.Limit);
        using Socket connection = await engine.AcceptAsync(limit.Token);
        ProcessApp.Interrupt(process);
        await process.WaitForExitAsync(limit.Token);

        Assert.Equal(ExitCode.Cancelled, process.ExitCode);
        Assert.Contains("error [cancelled]", await process.StandardError.ReadToEndAsync(limit.Token), StringComparison.Ordinal);
    }

    private static string? ErrorCode(AppResult result)
    {
        using var document = JsonDocument.Parse(result.Error);
        return document.RootElement.GetProperty("error").GetProperty("code").GetString();
    }
}
