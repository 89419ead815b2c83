using System.Runtime.CompilerServices;
using System.Text.Json;
using Provisioning.Testing;
using Snapshooter;
using Snapshooter.Xunit;

namespace Provisioning.ConsoleApp.Tests;

/// <summary>What each command prints, as text and as JSON; scripts rely on the latter.</summary>
public sealed class CommandSnapshotTests : IDisposable
{
    private readonly TestApp _app = new();

    public void Dispose() => _app.Dispose();

    [Theory]
    [InlineData("table")]
    [InlineData("json")]
    public Task Provision_shows_the_project(string output) => MatchAsync(output, ["provision", "acme", "--template", "template"]);

    [Theory]
    [InlineData("table")]
    [InlineData("json")]
    public async Task Provisioning_again_says_that_nothing_changed(string output)
    {
        await _app.ProvisionAsync();
        await MatchAsync(output, ["provision", "acme", "--template", "template/compose.yaml"]);
    }

    [Theory]
    [InlineData("table")]
    [InlineData("json")]
    public Task Plan_shows_what_would_be_done(string output) => MatchAsync(output, ["plan", "acme", "--template", "template"]);

    [Theory]
    [InlineData("table")]
    [InlineData("json")]
    public async Task Plan_of_what_is_there_already_is_empty(string output)
    {
        await _app.ProvisionAsync();
        await MatchAsync(output, ["plan", "acme", "--template", "template"]);
    }

    [Theory]
    [InlineData("table", "stop")]
    [InlineData("json", "stop")]
    [InlineData("table", "start")]
    [InlineData("json", "start")]
    [InlineData("table", "delete")]
    [InlineData("json", "delete")]
    [InlineData("table", "status")]
    [InlineData("json", "status")]
    [InlineData("table", "repair")]
    [InlineData("json", "repair")]
    [InlineData("table", "restore")]
    [InlineData("json", "restore")]
    public async Task A_command_on_a_running_project(string output, string command)
    {
        await _app.ProvisionAsync();
        await MatchAsync(output, [command, "acme"]);
    }

    [Theory]
    [InlineData("table")]
    [InlineData("json")]
    public async Task Restore_brings_a_deleted_project_back_as_stopped(string output)
    {
        await _app.ProvisionAsync();
        await _app.SucceedAsync("delete", "acme");
        await MatchAsync(output, ["restore", "acme"]);
    }

    [Theory]
    [InlineData("table", "stop")]
    [InlineData("json", "stop")]
    [InlineData("table", "start")]
    [InlineData("json", "start")]
    [InlineData("table", "delete")]
    [InlineData("json", "delete")]
    [InlineData("table", "restore")]
    [InlineData("json", "restore")]
    [InlineData("table", "status")]
    [InlineData("json", "status")]
    [InlineData("table", "repair")]
    [InlineData("json", "repair")]
    [InlineData("table", "logs")]
    [InlineData("json", "logs")]
    public Task A_command_on_an_absent_project(string output, string command) => MatchAsync(output, [command, "nobody"]);

    [Theory]
    [InlineData("table")]
    [InlineData("json")]
    public async Task Purge_names_what_it_removed(string output)
    {
        await _app.ProvisionAsync();
        await MatchAsync(output, ["purge", "acme", "--yes"]);
    }

    [Theory]
    [InlineData("table")]
    [InlineData("json")]
    public Task Purging_an_absent_project_succeeds(string output) => MatchAsync(output, ["purge", "nobody", "--yes"]);

    [Theory]
    [InlineData("table")]
    [InlineData("json")]
    public async Task Purge_that_leaves_something_fails_and_names_it(string output)
    {
        _app.Decorate = provider => new StubProvider(provider)
        {
            Purge = id => new PurgeResult { ProjectId = id, Removed = ["container acme-api-1"], Leftovers = ["volume acme_data: in use by container other"] },
        };
        await MatchAsync(output, ["purge", "acme", "--yes"]);
    }

    [Theory]
    [InlineData("table")]
    [InlineData("json")]
    public async Task List_shows_every_project_and_its_state(string output)
    {
        await _app.ProvisionAsync();
        await _app.ProvisionAsync("beta");
        await _app.ProvisionAsync("gone");
        await _app.SucceedAsync("stop", "beta");
        await _app.SucceedAsync("delete", "gone");
        await MatchAsync(output, ["list"]);
    }

    [Theory]
    [InlineData("table")]
    [InlineData("json")]
    public Task List_of_nothing(string output) => MatchAsync(output, ["list"]);

    [Theory]
    [InlineData("table")]
    [InlineData("json")]
    public async Task Logs_are_shown_with_their_service(string output)
    {
        _app.Provider.ServiceBehavior = service => new InMemoryServiceBehavior { OutputLines = { $"{service.ServiceName} is up", "\u001b[32mgreen\u001b[0m \u001b]0;title\u0007" }, ErrorLines = { "a warning" } };
        await _app.ProvisionAsync();
        await MatchAsync(output, ["logs", "acme", "--tail", "2", "--timestamps"]);
    }

    [Theory]
    [InlineData("table")]
    [InlineData("json")]
    public Task A_template_with_several_problems_is_shown_with_all_of_them(string output)
    {
        _app.WriteFile("template/compose.yaml", "services:\n  api:\n    image: api:1\n    depends_on: [nobody]\n    volumes: [\"nowhere:/data\"]\n");
        return MatchAsync(output, ["provision", "acme", "--template", "template"]);
    }

    [Theory]
    [InlineData("table")]
    [InlineData("json")]
    public Task A_service_that_fails_is_shown_with_its_last_words(string output)
    {
        _app.Provider.ServiceBehavior = service => service.ServiceName == "api" ? new InMemoryServiceBehavior { ExitCode = 3, ErrorLines = { "cannot find my configuration" } } : null;
        return MatchAsync(output, ["provision", "acme", "--template", "template"]);
    }

    private async Task MatchAsync(string output, string[] args, [CallerMemberName] string test = "", [CallerFilePath] string file = "")
    {
        AppResult result = await _app.RunAsync([.. args, "--output", output]);
        if (output == "json")
        {
            AssertSeparated(result);
        }

        Snapshot.Match(result.ToString(), new SnapshotFullName($"{test}.{args[0]}.{output}.snap", Path.GetDirectoryName(file)!));
    }

    // With --output json: a document or nothing on standard output, an error document or nothing on standard error.
    private static void AssertSeparated(AppResult result)
    {
        if (result.Out.Length > 0)
        {
            using var document = JsonDocument.Parse(result.Out);
        }

        Assert.True(result.ExitCode == 0 ? result.Error.Length == 0 : result.Error.Length > 0, result.ToString());
        if (result.ExitCode != 0)
        {
            using var document = JsonDocument.Parse(result.Error);
            Assert.NotEmpty(document.RootElement.GetProperty("error").GetProperty("code").GetString()!);
        }
    }
}
