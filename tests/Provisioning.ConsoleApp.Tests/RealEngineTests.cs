using System.Text.Json;

namespace Provisioning.ConsoleApp.Tests;

/// <summary>The whole way: the application as a process, the Local provider, a real engine.</summary>
public sealed class RealEngineTests : IDisposable
{
    private const string Template = "template";

    private readonly ProcessApp _app = new();

    public void Dispose() => _app.Dispose();

    [Fact]
    public async Task A_project_goes_through_its_life_and_its_secret_is_shown_only_when_that_is_asked_for()
    {
        // Not the working directory: the state directory is in it, and would be a part of the template.
        Directory.CreateDirectory(Path.Combine(_app.Directory, Template));
        string project = $"app-test-{Guid.NewGuid():N}"[..20];
        _app.WriteFile(Path.Combine(Template, "compose.yaml"), $$"""
            x-provisioning:
              secrets:
                TOKEN: { generate: hex, bytes: 16 }
              endpoints:
                web: { service: web, port: 8080, url: "http://user:${TOKEN}@{host}:{port}/" }
            services:
              web:
                image: {{await ProcessApp.TestImageAsync()}}
                pull_policy: never
                init: true
                command: ["sh", "-c", "echo started; exec httpd -f -p 8080"]
                environment: { TOKEN: "${TOKEN}" }
                ports: ["8080"]

            """);
        try
        {
            using JsonDocument created = await JsonAsync(["provision", project, "-t", Template, "--secret", "TOKEN"], ("TOKEN", TestApp.SecretCanary));
            Assert.Equal("running", State(created));
            Assert.True(created.RootElement.GetProperty("changed").GetBoolean());
            Assert.StartsWith("http://user:***@127.0.0.1:", Url(created), StringComparison.Ordinal);

            using JsonDocument again = await JsonAsync(["provision", project, "-t", Template]);
            Assert.False(again.RootElement.GetProperty("changed").GetBoolean());

            using JsonDocument revealed = await JsonAsync(["status", project, "--reveal"]);
            Assert.Equal(Url(created).Replace("***", TestApp.SecretCanary, StringComparison.Ordinal), Url(revealed));

            using JsonDocument logs = await JsonAsync(["logs", project, "--tail", "1"]);
            Assert.Equal("started", logs.RootElement.EnumerateArray().Single().GetProperty("message").GetString());

            using JsonDocument stopped = await JsonAsync(["stop", project]);
            Assert.Equal("stopped", State(stopped));
            using JsonDocument deleted = await JsonAsync(["delete", project]);
            Assert.Equal("deleted", State(deleted));
            Assert.Equal(ExitCode.Conflict, (await _app.RunAsync(["start", project])).ExitCode);
            using JsonDocument restored = await JsonAsync(["restore", project]);
            Assert.Equal("stopped", State(restored));
            using JsonDocument started = await JsonAsync(["start", project]);
            Assert.Equal((State(created), Url(created)), (State(started), Url(started)));
        }
        finally
        {
            AppResult purged = await _app.RunAsync(["purge", project, "--yes", "--output", "json"]);
            Assert.True(purged.ExitCode == ExitCode.Done, purged.ToString());
        }

        Assert.Equal(ExitCode.NotFound, (await _app.RunAsync(["status", project])).ExitCode);
    }

    [Fact]
    public async Task Doctor_finds_a_machine_with_an_engine_healthy()
    {
        AppResult result = await _app.RunAsync(["doctor"]);

        Assert.True(result.ExitCode == ExitCode.Done, result.ToString());
        Assert.Matches(@"engine +ok +\d+\.\d+\.\d+.*, API 1\.\d+", result.Out);
    }

    private static string State(JsonDocument project) => project.RootElement.GetProperty("state").GetString()!;

    private static string Url(JsonDocument project) => project.RootElement.GetProperty("endpoints")[0].GetProperty("url").GetString()!;

    private async Task<JsonDocument> JsonAsync(string[] args, params (string Name, string Value)[] environment)
    {
        AppResult result = await _app.RunAsync([.. args, "--output", "json"], environment);
        Assert.True(result.ExitCode == ExitCode.Done, result.ToString());
        if (!args.Contains("--reveal"))
        {
            Assert.DoesNotContain(TestApp.SecretCanary, result.ToString(), StringComparison.Ordinal);
        }

        return JsonDocument.Parse(result.Out);
    }
}
