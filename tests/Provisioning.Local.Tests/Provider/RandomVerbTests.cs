using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Provisioning.Local.Storage;

namespace Provisioning.Local.Tests.Provider;

/// <summary>Random sequences of verbs on one project against a model of the state table; half of them on an engine that fails now and then.</summary>
/// <remarks>PROVISIONING_SOAK_SEQUENCES says how many; the default is few, for each run of the tests.</remarks>
public sealed class RandomVerbTests
{
    private static readonly string[] Verbs = ["provision", "upgrade", "stop", "start", "delete", "restore", "purge", "somebody"];

    [Fact]
    public void Any_sequence_of_verbs_does_what_the_state_table_says_and_loses_nothing()
    {
        int count = int.Parse(Environment.GetEnvironmentVariable("PROVISIONING_SOAK_SEQUENCES") ?? "60", CultureInfo.InvariantCulture);
        Gen<(string Verb, int Fault)[]> sequences = Gen.ArrayOf(Gen.Elements(Verbs).SelectMany(verb => Gen.Choose(-12, 12).Select(fault => (verb, fault)))).Resize(14);
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(count),
            Prop.ForAll(sequences.ToArbitrary(), steps => RunAsync(steps).GetAwaiter().GetResult()));
    }

    private static async Task RunAsync((string Verb, int Fault)[] steps)
    {
        using LocalHarness harness = new LocalHarness(options => options.MinimumUptime = TimeSpan.Zero).WithScripts();
        ProjectState? state = null;
        string[] data = [];
        bool isDegraded = false;
        foreach ((string verb, int fault) in steps)
        {
            if (verb == "somebody")
            {
                // Somebody stops a container behind our back; whatever comes next copes.
                if (harness.Engine.Containers.Find(container => container.Name == "acme-web-1" && container.IsRunning) is { } container)
                {
                    harness.Engine.Exit(container, 143);
                    isDegraded = true;
                }

                continue;
            }

            string where = $"[{string.Join(", ", steps)}] at {verb} from {state?.ToString() ?? "absent"}";
            if (fault > 0)
            {
                // The first attempt meets an engine that breaks at its nth call and stays away.
                int seen = 0;
                harness.Engine.BeforeCall = (call, _) => call.Method is not ("GetInfo" or "WatchEvents") && Interlocked.Increment(ref seen) >= fault
                    ? throw new ProviderUnavailableException("The engine is gone.")
                    : Task.CompletedTask;
                Exception? broken = await Record.ExceptionAsync(() => DoAsync(harness, verb));
                harness.Engine.BeforeCall = null;
                Assert.True(broken is null or ProvisioningException, $"{where}: {broken}");
                harness.Restart();
            }

            Exception? thrown = await Record.ExceptionAsync(() => DoAsync(harness, verb));
            (ProjectState? next, bool isRefused) = Expect(state, verb);

            // Repeating a restore whose answer was lost is told that there is nothing to restore any more.
            bool wasDoneBefore = verb == "restore" && fault > 0 && thrown is ProjectConflictException { ActualState: ProjectState.Stopped };
            Assert.True(wasDoneBefore || isRefused == thrown is not null, $"{where}: {(thrown is null ? "it was not refused" : thrown.ToString())}");
            state = next;
            isDegraded &= isRefused;
            ProvisionedProject? project = await harness.Provider.FindAsync(LocalHarness.Acme);
            Assert.True(project?.State == (isDegraded ? ProjectState.Degraded : state), $"{where}: {project?.State.ToString() ?? "absent"} instead of {state?.ToString() ?? "absent"}");
            string[] now = [.. harness.Engine.Volumes.Select(volume => volume.Name).Order(StringComparer.Ordinal)];
            if (state is null)
            {
                Assert.True(now.Length == 0 && harness.Engine.Containers.Count == 0 && harness.Engine.Networks.Count == 0, $"{where}: something is left");
                Assert.Empty(await harness.NewPortReader());
                data = [];
            }
            else
            {
                Assert.True(data.All(now.Contains), $"{where}: data was lost: {string.Join(", ", data.Except(now))}");
                Assert.True(now.Length == 2, $"{where}: volumes {string.Join(", ", now)}");
                data = now;
                IReadOnlyList<PortLease> leases = await harness.NewPortReader();
                Assert.True(leases.Count == 2, $"{where}: {leases.Count} ports");
                Assert.True(harness.Engine.Containers.Count == (state == ProjectState.Deleted ? 0 : harness.Engine.Containers.Count), where);
            }
        }
    }

    // The state table of the contract.
    private static (ProjectState? State, bool IsRefused) Expect(ProjectState? state, string verb) => (state, verb) switch
    {
        (ProjectState.Deleted, "provision" or "upgrade" or "start") => (state, true),
        (_, "provision" or "upgrade") => (ProjectState.Running, false),
        (null, "start" or "stop" or "restore") => (null, true),
        (ProjectState.Deleted, "stop" or "delete") => (state, false),
        (_, "start") => (ProjectState.Running, false),
        (_, "stop") => (ProjectState.Stopped, false),
        (null, "delete") => (null, false),
        (_, "delete") => (ProjectState.Deleted, false),
        (ProjectState.Deleted, "restore") => (ProjectState.Stopped, false),
        (_, "restore") => (state, true),
        _ => (null, false),
    };

    private static Task DoAsync(LocalHarness harness, string verb) => verb switch
    {
        "provision" => harness.Provider.ProvisionAsync(LocalHarness.Request(LocalHarness.Stack())),
        "upgrade" => harness.Provider.ProvisionAsync(LocalHarness.Request(LocalHarness.Stack(image: "busybox:2", greeting: "bonjour"))),
        "stop" => harness.Provider.StopAsync(LocalHarness.Acme),
        "start" => harness.Provider.StartAsync(LocalHarness.Acme),
        "delete" => harness.Provider.DeleteAsync(LocalHarness.Acme),
        "restore" => harness.Provider.RestoreAsync(LocalHarness.Acme),
        _ => harness.Provider.PurgeAsync(LocalHarness.Acme),
    };
}
