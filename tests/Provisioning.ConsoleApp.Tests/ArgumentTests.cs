using System.Text.Json;

namespace Provisioning.ConsoleApp.Tests;

/// <summary>Wrong use is told before anything is done, with exit code 2.</summary>
public sealed class ArgumentTests : IDisposable
{
    private readonly TestApp _app = new();

    public void Dispose() => _app.Dispose();

    [Theory]
    [InlineData("Acme")]
    [InlineData("-acme")]
    [InlineData("acme_1")]
    [InlineData("../acme")]
    [InlineData("")]
    [InlineData("a234567890123456789012345678901234567890x")]
    public async Task A_bad_project_id_is_wrong_use(string id)
    {
        AppResult result = await _app.RunAsync("status", id);

        Assert.Equal(ExitCode.WrongUse, result.ExitCode);
        Assert.StartsWith("error [invalid_arguments]: ", result.Error, StringComparison.Ordinal);
        Assert.Empty(result.Out);
    }

    [Theory]
    [InlineData("unknown-command")]
    [InlineData("status")]
    [InlineData("status", "acme", "beta")]
    [InlineData("list", "--output", "xml")]
    [InlineData("provision", "acme", "--timeout", "5")]
    [InlineData("provision", "acme", "--timeout", "soon")]
    [InlineData("provision", "acme", "--timeout", "0s")]
    [InlineData("provision", "acme", "--set", "NAME")]
    [InlineData("provision", "acme", "--set", "=value")]
    [InlineData("provision", "acme", "--secret", "A B=value")]
    [InlineData("provision", "acme", "--secret", "NOT_IN_THE_ENVIRONMENT")]
    [InlineData("provision", "acme", "--secret-file", "NAME=does-not-exist")]
    [InlineData("provision", "acme", "--secret-file", "NAME")]
    [InlineData("provision", "acme", "--secret-file", "A=-", "--secret-file", "B=-")]
    [InlineData("provision", "acme", "--template", "does-not-exist")]
    [InlineData("logs", "acme", "--tail", "-1")]
    [InlineData("logs", "acme", "--tail", "many")]
    [InlineData("logs", "acme", "--since", "yesterday")]
    [InlineData("purge", "acme")]
    public async Task Wrong_use_ends_with_2_and_one_error(params string[] args)
    {
        AppResult text = await _app.RunAsync(args);
        AppResult json = await _app.RunAsync(args.Contains("xml") ? ["list", "--bad", "--output", "json"] : [.. args, "--output", "json"]);

        Assert.True(text.ExitCode == ExitCode.WrongUse, text.ToString());
        Assert.StartsWith("error [", text.Error, StringComparison.Ordinal);
        Assert.True(json.ExitCode == ExitCode.WrongUse, json.ToString());
        Assert.Empty(json.Out);
        using var document = JsonDocument.Parse(json.Error);
        Assert.NotEmpty(document.RootElement.GetProperty("error").GetProperty("message").GetString()!);
        Assert.Equal("No projects.\n", (await _app.SucceedAsync("list")).Out);
    }

    [Theory]
    [InlineData("provision", "acme", "--secret", "KEY=canary-4f9c1e7b", "--unknown")]
    [InlineData("provision", "acme", "--secrets", "KEY=canary-4f9c1e7b")]
    [InlineData("provision", "acme", "--secret", "KEY=first", "canary-4f9c1e7b")]
    [InlineData("provision", "acme", "--secret", "canary-4f9c1e7b of=mine")]
    [InlineData("provision", "acme", "--secret=KEY=canary-4f9c1e7b", "--timeout", "never")]
    public async Task A_secret_on_a_wrong_command_line_is_not_repeated(params string[] args)
    {
        foreach (string output in new[] { "table", "json" })
        {
            AppResult result = await _app.RunAsync([.. args, "--output", output, "--verbose"]);

            Assert.Equal(ExitCode.WrongUse, result.ExitCode);
            Assert.DoesNotContain(TestApp.SecretCanary, result.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Without_a_command_the_help_is_shown_and_it_is_wrong_use()
    {
        AppResult result = await _app.RunAsync();

        Assert.Equal(ExitCode.WrongUse, result.ExitCode);
        Assert.Contains("provision", result.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("provision", "plan", "stop", "start", "delete", "restore", "purge", "repair", "status", "list", "logs", "doctor", "config")]
    public async Task Help_names_every_command(params string[] commands)
    {
        AppResult result = await _app.SucceedAsync("--help");

        Assert.All(commands, command => Assert.Contains($"\n  {command} ", result.Out, StringComparison.Ordinal));
        foreach (string command in commands)
        {
            Assert.Contains("--output", (await _app.SucceedAsync(command, "--help")).Out, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("90s", 90)]
    [InlineData("5m", 300)]
    [InlineData("1h30m", 5400)]
    [InlineData("2d", 172800)]
    [InlineData("1.5m", 90)]
    [InlineData("500ms", 0.5)]
    public void A_duration_is_read(string text, double seconds)
    {
        Assert.True(Duration.TryParse(text, out TimeSpan duration));
        Assert.Equal(seconds, duration.TotalSeconds);
    }

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("m")]
    [InlineData("-5m")]
    [InlineData("5 m")]
    [InlineData("5y")]
    [InlineData("1.2.3s")]
    [InlineData("99999999999999999999d")]
    public void What_is_no_duration_is_refused(string text) => Assert.False(Duration.TryParse(text, out _));
}
