using System.Diagnostics;
using System.Globalization;
using Provisioning.Local.Driver;
using Provisioning.Local.Engine;

namespace Provisioning.Local.Tests.RealEngine;

/// <summary>A process that works on a project is killed (SIGKILL) in the middle of every verb. Another one does the same again: it converges, nothing is leaked, no data is lost.</summary>
/// <remarks>PROVISIONING_SOAK_KILLS says how many times; the default is few, for each run of the tests.</remarks>
public sealed class KilledProcessTests : IAsyncLifetime, IDisposable
{
    // About how many requests each verb makes to the engine: where to kill.
    private static readonly Dictionary<string, int> Requests = new(StringComparer.Ordinal)
    {
        ["provision"] = 13, ["upgrade"] = 18, ["stop"] = 5, ["start"] = 10, ["delete"] = 11, ["restore"] = 4, ["purge"] = 11,
    };

    private readonly DockerEngineClient _client = new(new EngineEndpointResolver(EngineEnvironment.Process).Resolve());
    private readonly SurvivalProject _project;

    public KilledProcessTests() => _project = new SurvivalProject(_client, ProjectId.Parse("l2-kill-" + Guid.NewGuid().ToString("N")[..8]));

    public Task InitializeAsync() => TestImage.EnsureAsync(_client, default);

    public async Task DisposeAsync() => await _project.NewProvider().PurgeAsync(_project.Id);

    public void Dispose()
    {
        _project.Dispose();
        _client.Dispose();
    }

    [Fact]
    public async Task Whenever_a_process_dies_the_next_one_does_the_rest_and_no_data_is_lost()
    {
        string[] moments = ["before", "during", "after"];
        int rounds = Math.Max(1, (int.Parse(Environment.GetEnvironmentVariable("PROVISIONING_SOAK_KILLS") ?? "14", CultureInfo.InvariantCulture) + 6) / 7);
        int killed = 0;
        for (int round = 0; round < rounds; round++)
        {
            // A data folder of its own for each round: purging ends it.
            await using var data = new Round(_client);
            foreach (string verb in SurvivalStack.Verbs)
            {
                string version = verb == "provision" ? "1" : "2";
                int at = 1 + (int)((round + 0.5) / rounds * Requests[verb]);
                string moment = moments[(round + verb.Length) % moments.Length];
                string where = $"round {round}, {verb}, killed {moment} request {at}";
                (int exitCode, string output) = await RunAsync(data.Project, verb, version, at, moment);
                killed += exitCode == 137 ? 1 : 0;
                Assert.True(exitCode is 137 or 0, $"{where}: exit code {exitCode}: {output}");
                try
                {
                    await data.Project.DoAsync(verb, version);
                }
                catch (ProvisioningException exception)
                {
                    throw new InvalidOperationException($"{where}, again: {exception}", exception);
                }

                await data.Project.AssertAsync(verb, where);
            }
        }

        Assert.True(killed >= rounds * SurvivalStack.Verbs.Count / 2, $"Only {killed} processes died.");
    }

    [Fact]
    public async Task While_one_process_works_on_a_project_another_is_told_that_it_is_busy()
    {
        using Process first = Start(_project, "provision", "1");
        // It tells its steps when it has the project.
        Assert.NotNull(await first.StandardOutput.ReadLineAsync());
        Exception? told = await Record.ExceptionAsync(() => _project.NewProvider().DeleteAsync(_project.Id));
        string output = await first.StandardOutput.ReadToEndAsync() + await first.StandardError.ReadToEndAsync();
        await first.WaitForExitAsync();

        // On a slow day the first one was done before we asked; then deleting was right.
        ProjectBusyException? busy = told as ProjectBusyException;
        Assert.True(told is null || busy is not null, told?.ToString());
        Assert.True(first.ExitCode == 0, output);
        if (busy is not null)
        {
            Assert.Equal("provision", busy.RunningOperation ?? "provision");
            await _project.AssertAsync("provision", "two processes");
        }
    }

    private static Process Start(SurvivalProject project, string verb, string version, params string[] death)
    {
        // With the frameworks and packages of the tests, which lie beside it.
        string tests = Path.ChangeExtension(typeof(KilledProcessTests).Assembly.Location, null);
        var start = new ProcessStartInfo("dotnet", ["exec", "--runtimeconfig", tests + ".runtimeconfig.json", "--depsfile", tests + ".deps.json", typeof(SurvivalStack).Assembly.Location, verb, project.Id.Value, project.State, version, .. death]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        return Process.Start(start)!;
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(SurvivalProject project, string verb, string version, int at, string moment)
    {
        using Process process = Start(project, verb, version, at.ToString(CultureInfo.InvariantCulture), moment);
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        await process.WaitForExitAsync(limit.Token);
        return (process.ExitCode, await output + await errors);
    }

    private sealed class Round(DockerEngineClient client) : IAsyncDisposable
    {
        public SurvivalProject Project { get; } = new(client, ProjectId.Parse("l2-kill-" + Guid.NewGuid().ToString("N")[..8]));

        public async ValueTask DisposeAsync()
        {
            await Project.NewProvider().PurgeAsync(Project.Id);
            Project.Dispose();
        }
    }
}
