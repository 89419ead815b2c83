namespace Provisioning.ConsoleApp.Tests;

/// <summary>Projects with and without a record.</summary>
public sealed class RecordTests : IDisposable
{
    private readonly TestApp _app = new();

    public void Dispose() => _app.Dispose();

    [Fact]
    public async Task A_project_that_nobody_recorded_is_worked_on_all_the_same()
    {
        await _app.ProvisionElsewhereAsync("other");
        await _app.ProvisionAsync("acme");

        Assert.Contains("other", (await _app.SucceedAsync("list")).Out, StringComparison.Ordinal);
        Assert.Contains("running", (await _app.SucceedAsync("status", "other")).Out, StringComparison.Ordinal);
        Assert.Contains("Generation  1", (await _app.SucceedAsync("provision", "other", "-t", "template")).Out, StringComparison.Ordinal);
        Assert.Contains("stopped", (await _app.SucceedAsync("stop", "other")).Out, StringComparison.Ordinal);
        await _app.SucceedAsync("start", "other");
        await _app.SucceedAsync("logs", "other");
        AppResult repair = await _app.RunAsync("repair", "other");
        Assert.Equal(ExitCode.Failed, repair.ExitCode);
        Assert.StartsWith("error [secrets_not_stored]", repair.Error, StringComparison.Ordinal);
        await _app.SucceedAsync("delete", "other");
        await _app.SucceedAsync("restore", "other");
        Assert.Contains("Project other is gone.", (await _app.SucceedAsync("purge", "other", "--yes")).Out, StringComparison.Ordinal);
        Assert.Equal(ExitCode.NotFound, (await _app.RunAsync("status", "other")).ExitCode);
    }

    [Fact]
    public async Task Repair_brings_back_what_a_failed_provisioning_left()
    {
        await _app.ProvisionAsync();
        _app.Provider.Backend.FailNext("provision");
        AppResult failed = await _app.RunAsync("provision", "acme", "-t", "template", "--set", "GREETING=other");
        Assert.Equal(ExitCode.Unreachable, failed.ExitCode);

        AppResult repaired = await _app.SucceedAsync("repair", "acme", "--output", "json");

        using var document = System.Text.Json.JsonDocument.Parse(repaired.Out);
        Assert.Equal("running", document.RootElement.GetProperty("state").GetString());
        Assert.Equal(System.Text.Json.JsonValueKind.Array, document.RootElement.GetProperty("changes").ValueKind);
        Assert.Equal("other", _app.Provider.Backend.FindEnvironment(ProjectId.Parse("acme"), "api")?["GREETING"]);
    }

    [Fact]
    public async Task Provisioning_again_brings_back_a_service_that_crashed()
    {
        await _app.ProvisionAsync();
        _app.Provider.Backend.Crash(ProjectId.Parse("acme"), "api");

        AppResult again = await _app.ProvisionAsync();

        Assert.Contains("running", again.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("exited", (await _app.SucceedAsync("status", "acme")).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_variable_that_was_given_stays_when_it_is_not_given_again()
    {
        await _app.SucceedAsync("provision", "acme", "-t", "template", "--set", "GREETING=given");

        AppResult again = await _app.SucceedAsync("provision", "acme", "-t", "template");

        Assert.Contains("Generation  1", again.Out, StringComparison.Ordinal);
        Assert.Equal("given", _app.Provider.Backend.FindEnvironment(ProjectId.Parse("acme"), "api")?["GREETING"]);
    }
}
