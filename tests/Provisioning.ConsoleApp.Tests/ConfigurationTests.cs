namespace Provisioning.ConsoleApp.Tests;

/// <summary>Where the configuration comes from, and what is said when it is wrong.</summary>
public sealed class ConfigurationTests : IDisposable
{
    private readonly TestApp _app = new();

    public void Dispose() => _app.Dispose();

    [Fact]
    public async Task The_settings_of_the_working_directory_are_used()
    {
        _app.Environment.Clear();
        _app.WriteFile("appsettings.json", """{ "Provisioning": { "Provider": "from-the-settings" } }""");

        Assert.Contains("'from-the-settings'", (await _app.RunAsync("list")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_env_file_wins_over_the_settings_the_environment_over_both_and_the_command_line_over_all()
    {
        _app.Environment.Clear();
        _app.WriteFile("appsettings.json", """{ "Provisioning": { "Provider": "from-the-settings" } }""");
        _app.WriteFile(".env", "PROVISIONING__PROVIDER=from-the-file\n");
        Assert.Contains("'from-the-file'", (await _app.RunAsync("list")).Error, StringComparison.Ordinal);

        _app.Environment["PROVISIONING__PROVIDER"] = "from-the-environment";
        Assert.Contains("'from-the-environment'", (await _app.RunAsync("list")).Error, StringComparison.Ordinal);

        Assert.Contains("'from-the-command-line'", (await _app.RunAsync("list", "--provider", "from-the-command-line")).Error, StringComparison.Ordinal);
        await _app.SucceedAsync("list", "--provider", "memory");
    }

    [Fact]
    public async Task Variables_that_differ_in_case_only_do_no_harm()
    {
        _app.Environment["http_proxy"] = "http://127.0.0.1:1";
        _app.Environment["HTTP_PROXY"] = "http://127.0.0.1:2";

        await _app.SucceedAsync("list");
    }

    [Fact]
    public async Task Coolify_is_refused_with_the_settings_that_it_needs()
    {
        AppResult result = await _app.RunAsync("list", "--provider", "coolify");

        Assert.Equal(ExitCode.WrongUse, result.ExitCode);
        Assert.StartsWith("error [invalid_configuration]", result.Error, StringComparison.Ordinal);
        Assert.Contains("COOLIFY_API_URL", result.Error, StringComparison.Ordinal);
        Assert.Contains("COOLIFY_API_TOKEN", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_package_that_is_not_there_is_named()
    {
        AppResult result = await _app.RunAsync("list", "--provider", "elsewhere");

        Assert.Equal(ExitCode.WrongUse, result.ExitCode);
        Assert.Contains("'elsewhere'", result.Error, StringComparison.Ordinal);
        Assert.Contains("coolify", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("COOLIFY_API_URL", "COOLIFY_API_TOKEN")]
    [InlineData("COOLIFY_API_TOKEN", "COOLIFY_API_URL")]
    public async Task Half_of_the_Coolify_settings_names_the_other_half(string present, string missing)
    {
        _app.Environment.Remove("PROVISIONING__PROVIDER");
        _app.WriteFile(".env", $"{present}={TestApp.SecretCanary}\n");

        AppResult result = await _app.RunAsync("list");

        Assert.Equal(ExitCode.WrongUse, result.ExitCode);
        Assert.Contains($"{missing} is missing", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(TestApp.SecretCanary, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Settings_that_do_not_parse_are_wrong_use_and_name_the_file()
    {
        _app.WriteFile("appsettings.json", "{ \"Provisioning\": ");

        AppResult result = await _app.RunAsync("list");

        Assert.Equal(ExitCode.WrongUse, result.ExitCode);
        Assert.StartsWith("error [invalid_configuration]", result.Error, StringComparison.Ordinal);
        Assert.Contains("appsettings.json", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Doctor_reports_a_wrong_configuration_as_a_check()
    {
        AppResult result = await _app.RunAsync("doctor", "--provider", "coolify", "--output", "json");

        Assert.Equal(ExitCode.WrongUse, result.ExitCode);
        Assert.Contains("\"result\": \"failed\"", result.Out, StringComparison.Ordinal);
        Assert.Contains("COOLIFY_API_URL", result.Out, StringComparison.Ordinal);
    }
}
