using Microsoft.Extensions.Time.Testing;

namespace Provisioning.Projects.Tests;

/// <summary>A process is killed at each point of each operation; another one takes up what it left, and everything is as if nothing had happened.</summary>
public sealed class CrashTests
{
    private const int CommitsOfAnOperation = 2;

    public static TheoryData<string, string> Operations { get; } = new()
    {
        { "create", "absent" }, { "update", "running" }, { "stop", "running" }, { "start", "stopped" }, { "delete", "running" }, { "restore", "archived" },
        { "purge", "running" }, { "purge", "archived" }, { "repair", "failed" }, { "repair-archived", "archived" }, { "repair-stopped", "stopped" }, { "rotate", "running" },
    };

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task A_kill_at_any_point_of_the_journal_changes_nothing_in_the_end(string verb, string state)
    {
        Ending expected = await RunAsync(verb, state, static (_, _) => { });
        for (int commit = 1; commit <= CommitsOfAnOperation; commit++)
        {
            foreach (bool afterWriting in new[] { false, true })
            {
                Ending actual = await RunAsync(verb, state, (store, _) => (store.DieAtCommit, store.AfterWriting) = (commit, afterWriting));
                AssertSame(expected, actual, $"{verb}, killed {(afterWriting ? "after" : "before")} commit {commit}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task A_kill_at_any_step_of_the_backend_changes_nothing_in_the_end(string verb, string state)
    {
        Ending expected = await RunAsync(verb, state, static (_, _) => { });
        for (int step = 1; step <= expected.Steps; step++)
        {
            int left = step;
            Ending actual = await RunAsync(verb, state, (store, shared) => shared.ProviderOptions.BeforeStep = (_, token) =>
            {
                if (Interlocked.Decrement(ref left) == 0)
                {
                    store.Die();
                }

                return store.Died.IsCompleted && left <= 0 && !shared.IsRestarted ? Task.Delay(Timeout.InfiniteTimeSpan, token) : Task.CompletedTask;
            });
            AssertSame(expected, actual, $"{verb}, killed at step {step}");
        }
    }

    private static async Task<Ending> RunAsync(string verb, string state, Action<DyingStore, Shared> arrange)
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var shared = new Shared { Time = time, Store = new InMemoryProjectStore(time) };
        await using (var before = new ProjectsHost(shared))
        {
            await Verbs.ReachAsync(before.Projects, shared, state);
        }

        shared.Calls.Clear();
        IReadOnlyDictionary<string, Secret>? secrets = await SecretsAsync(shared);
        Provisioning.Testing.InMemoryVolume? volume = shared.Backend.FindVolume(Templates.Acme, "data");
        int steps = 0;
        shared.ProviderOptions.BeforeStep = (_, _) =>
        {
            Interlocked.Increment(ref steps);
            return Task.CompletedTask;
        };
        var options = new ProjectOperationOptions { OperationId = "the-operation" };
        var store = new DyingStore(shared.Store);
        arrange(store, shared);
        var killed = new ProjectsHost(shared, store: store);
        Task<ProjectOperationInfo> call = Verbs.CallAsync(killed.Projects, verb, options);
        await Task.WhenAny(call, store.Died).WaitAsync(TimeSpan.FromSeconds(120));
        await killed.DisposeAsync();
        await ((Task)call).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        shared.IsRestarted = true;

        // The lease of a dead process of this machine counts no more; elsewhere it runs out.
        time.Advance(TimeSpan.FromMinutes(1));
        await using var next = new ProjectsHost(shared, reconcile: reconciler => reconciler.Mode = ProjectReconcilerMode.Off);
        ProjectReconcileResult round = await next.Reconciler.ReconcileAsync();
        Assert.Empty(round.Abandoned);
        Assert.Empty((await next.Reconciler.ReconcileAsync()).Finished);

        // Who did not get an answer asks again.
        ProjectOperationInfo operation = await Verbs.CallAsync(next.Projects, verb, options);
        Assert.Equal(ProjectOperationState.Succeeded, operation.State);
        Assert.True(operation.EndedAt >= operation.StartedAt);
        ProjectInfo? project = await next.Projects.FindAsync(Templates.Acme);
        IReadOnlyDictionary<string, Secret>? after = await Verbs.SecretsAsync(next.Projects);
        string? token = shared.Backend.FindEnvironment(Templates.Acme, "api")?["TOKEN"];
        Assert.True(token is null || after is null || token == after["ANON_KEY"].Reveal(), "the backend has other secrets than the record");
        Assert.True(volume is null || verb == "purge" || ReferenceEquals(volume, shared.Backend.FindVolume(Templates.Acme, "data")), "a volume was lost");
        return new Ending(
            project is null ? null : $"{project.State} {project.DesiredState} {project.Generation} {project.AppliedGeneration} {project.Error} {project.RunningOperation?.Id}",
            string.Join(", ", shared.Backend.ListResources(Templates.Acme).Select(resource => resource[..resource.LastIndexOf(' ')])),
            verb == "rotate" || secrets is null || after is null || secrets.All(secret => after[secret.Key].Equals(secret.Value)),
            shared.Calls.Count,
            steps);
    }

    private static async Task<IReadOnlyDictionary<string, Secret>?> SecretsAsync(Shared shared)
    {
        await using var host = new ProjectsHost(shared);
        return await Verbs.SecretsAsync(host.Projects);
    }

    private static void AssertSame(Ending expected, Ending actual, string when)
    {
        Assert.True(expected.Project == actual.Project, $"{when}: {actual.Project}, and not {expected.Project}");
        Assert.True(expected.Resources == actual.Resources, $"{when}: {actual.Resources}, and not {expected.Resources}");
        Assert.True(actual.SecretsKept, when + ": other secrets");

        // A verb may be made of several calls; each may be made once more.
        Assert.True(actual.Calls <= expected.Calls + Math.Max(1, expected.Calls), $"{when}: {actual.Calls} calls, and {expected.Calls} without");
    }

    private sealed record Ending(string? Project, string Resources, bool SecretsKept, int Calls, int Steps);
}
