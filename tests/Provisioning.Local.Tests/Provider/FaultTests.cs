using System.Net;
using Provisioning.Local.Engine;
using Provisioning.Local.Tests.Fakes;

namespace Provisioning.Local.Tests.Provider;

/// <summary>
/// Every call to the engine of every verb fails once: before it was carried out, and after it (the answer is lost). Afterwards the same verb converges,
/// nothing is leaked and no data is lost.
/// </summary>
public sealed class FaultTests
{
    public static TheoryData<string, bool> Verbs()
    {
        var data = new TheoryData<string, bool>();
        foreach (string verb in new[] { "provision", "upgrade", "stop", "start", "delete", "restore", "purge" })
        {
            data.Add(verb, false);
            data.Add(verb, true);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Verbs))]
    public async Task A_fault_at_any_engine_call_is_survived(string verb, bool after)
    {
        int calls = await CountCallsAsync(verb);
        Assert.True(calls > 0);
        for (int nth = 1; nth <= calls; nth++)
        {
            foreach (Exception fault in new Exception[] { new ProviderUnavailableException("The connection broke."), new EngineException(HttpStatusCode.InternalServerError, "call", "server error") })
            {
                await RunAsync(verb, nth, after, fault);
            }
        }
    }

    [Theory]
    [InlineData("provision")]
    [InlineData("upgrade")]
    [InlineData("stop")]
    [InlineData("start")]
    [InlineData("delete")]
    [InlineData("purge")]
    public async Task A_process_that_dies_at_any_engine_call_leaves_a_failed_project_that_every_way_out_works_for(string verb)
    {
        int calls = await CountCallsAsync(verb);
        for (int nth = 1; nth <= calls; nth++)
        {
            foreach (string wayOut in new[] { verb, "provision", "delete", "purge" })
            {
                using LocalHarness harness = await PrepareAsync(verb);
                string where = $"{verb}, dead at call {nth} of {calls}, then {wayOut}";
                string[] data = Data(harness);

                // From the call on nothing works any more, not even writing down that it failed: as if the process were gone.
                int seen = 0;
                string? frozen = null;
                harness.Engine.BeforeCall = (call, _) =>
                {
                    if (Counts(call) && Interlocked.Increment(ref seen) >= nth)
                    {
                        frozen ??= Freeze(harness);
                        throw new ProviderUnavailableException("The process is dead.");
                    }

                    return Task.CompletedTask;
                };
                Exception? death = await Record.ExceptionAsync(() => DoAsync(harness, verb));
                harness.Engine.BeforeCall = null;
                if (frozen is null)
                {
                    // A busy machine makes one call more now and then, an inspect when an event is late; the run that was counted had it, this one not.
                    Assert.Null(death);
                    Assert.InRange(calls - nth, 0, 1);
                    continue;
                }

                Assert.NotNull(death);
                Thaw(harness, frozen!);
                harness.Restart();

                try
                {
                    await DoAsync(harness, wayOut);
                }
                catch (Exception exception)
                {
                    throw new InvalidOperationException($"{where}: {exception.Message}", exception);
                }

                AssertEnd(harness, wayOut, where, hasData: data.Length > 0 && verb != "purge");
                if (wayOut != "purge" && verb != "purge")
                {
                    Assert.All(data, name => Assert.Contains(name, Data(harness)));
                }

                Directory.Delete(frozen!, recursive: true);
            }
        }
    }

    private static async Task RunAsync(string verb, int nth, bool after, Exception fault)
    {
        using LocalHarness harness = await PrepareAsync(verb);
        string[] data = Data(harness);
        string secret = await SecretAsync(harness);
        int seen = 0;
        string? at = null;
        Func<FakeCall, CancellationToken, Task> hook = (call, _) =>
        {
            if (Counts(call) && Interlocked.Increment(ref seen) == nth)
            {
                at = call.ToString();
                throw fault;
            }

            return Task.CompletedTask;
        };
        if (after)
        {
            harness.Engine.AfterCall = hook;
        }
        else
        {
            harness.Engine.BeforeCall = hook;
        }

        Exception? thrown = await Record.ExceptionAsync(() => DoAsync(harness, verb));
        harness.Engine.AfterCall = null;
        harness.Engine.BeforeCall = null;
        string where = $"{verb}, {fault.GetType().Name} {(after ? "after" : "before")} call {nth} ({at})";
        Assert.True(thrown is null or ProvisioningException, $"{where}: {thrown}");
        if (verb != "purge")
        {
            Assert.True(data.All(Data(harness).Contains), $"{where}: data was lost");
        }

        // The same again, by a process that knows nothing of it.
        harness.Restart();
        try
        {
            await DoAsync(harness, verb, isAgain: true);
        }
        catch (Exception exception)
        {
            throw new InvalidOperationException($"{where}, again: {exception.Message}", exception);
        }

        AssertEnd(harness, verb, where);
        if (verb != "purge")
        {
            Assert.True(data.All(Data(harness).Contains), $"{where}, again: data was lost");
            string kept = await SecretAsync(harness);
            Assert.True(secret.Length == 0 || secret == kept, $"{where}: the secret changed");
        }

        // And in the end everything can be removed.
        PurgeResult purged = await harness.Provider.PurgeAsync(LocalHarness.Acme);
        Assert.True(purged.IsComplete, $"{where}: {string.Join(", ", purged.Leftovers)}");
        AssertEnd(harness, "purge", where);
    }

    private static void AssertEnd(LocalHarness harness, string verb, string where, bool hasData = true)
    {
        var engine = harness.Engine;
        int containers = engine.Containers.Count;
        bool ok = verb switch
        {
            "provision" or "upgrade" or "start" => containers == 3 && engine.Networks.Count == 1 && engine.Containers.Count(container => container.IsRunning) == 2,
            "stop" => containers == 3 && engine.Networks.Count == 1 && engine.Containers.All(container => !container.IsRunning),
            "delete" => containers == 0 && engine.Networks.Count == 0 && (engine.Volumes.Count > 0 || !hasData) && Directory.Exists(harness.Layout.ArchivedFolder(LocalHarness.Acme)) && !Directory.Exists(harness.Layout.Folder(LocalHarness.Acme)),
            "restore" => containers == 0 && engine.Networks.Count == 0 && (engine.Volumes.Count > 0 || !hasData) && Directory.Exists(harness.Layout.Folder(LocalHarness.Acme)) && !Directory.Exists(harness.Layout.ArchivedFolder(LocalHarness.Acme)),
            _ => containers == 0 && engine.Networks.Count == 0 && engine.Volumes.Count == 0 && !Directory.Exists(harness.Layout.Folder(LocalHarness.Acme)) && !Directory.Exists(harness.Layout.ArchivedFolder(LocalHarness.Acme))
                && (!File.Exists(harness.Layout.Ports) || !File.ReadAllText(harness.Layout.Ports).Contains("acme", StringComparison.Ordinal)),
        };
        Assert.True(
            ok,
            $"{where}: after '{verb}' there are containers {string.Join(", ", engine.Containers.Select(container => $"{container.Name} {container.Status}"))}; networks {string.Join(", ", engine.Networks.Select(network => network.Name))}; volumes {string.Join(", ", engine.Volumes.Select(volume => volume.Name))}");

        // One volume for the data and one without a name: more would be a leak.
        Assert.True(engine.Volumes.Count <= 2, $"{where}: volumes {string.Join(", ", engine.Volumes.Select(volume => volume.Name))}");
    }

    // Watching and asking for the version go on beside the operation; what they do when they fail has tests of its own.
    private static bool Counts(FakeCall call) => call.Method is not ("WatchEvents" or "GetInfo");

    private static async Task<int> CountCallsAsync(string verb)
    {
        using LocalHarness harness = await PrepareAsync(verb);
        int before = harness.Engine.Calls.Count(Counts);
        await DoAsync(harness, verb);
        return harness.Engine.Calls.Count(Counts) - before;
    }

    private static async Task<LocalHarness> PrepareAsync(string verb)
    {
        LocalHarness harness = new LocalHarness().WithScripts();
        if (verb is not "provision")
        {
            await harness.Provider.ProvisionAsync(LocalHarness.Request(LocalHarness.Stack()));
        }

        if (verb is "start")
        {
            await harness.Provider.StopAsync(LocalHarness.Acme);
        }

        if (verb is "restore")
        {
            await harness.Provider.DeleteAsync(LocalHarness.Acme);
        }

        return harness;
    }

    private static async Task DoAsync(LocalHarness harness, string verb, bool isAgain = false)
    {
        switch (verb)
        {
            case "provision":
                Assert.Equal(ProjectState.Running, (await harness.Provider.ProvisionAsync(LocalHarness.Request(LocalHarness.Stack()))).State);
                break;
            case "upgrade":
                Assert.Equal(ProjectState.Running, (await harness.Provider.ProvisionAsync(LocalHarness.Request(LocalHarness.Stack(image: "busybox:2", greeting: "bonjour")))).State);
                break;
            case "stop":
                Assert.Equal(ProjectState.Stopped, (await harness.Provider.StopAsync(LocalHarness.Acme)).State);
                break;
            case "start":
                Assert.Equal(ProjectState.Running, (await harness.Provider.StartAsync(LocalHarness.Acme)).State);
                break;
            case "delete":
                // A project that never came to be is absent: deleting it succeeds, too.
                ProvisionedProject? deleted = await harness.Provider.DeleteAsync(LocalHarness.Acme);
                if (deleted is null)
                {
                    await harness.Provider.ProvisionAsync(LocalHarness.Request(LocalHarness.Stack()));
                    deleted = await harness.Provider.DeleteAsync(LocalHarness.Acme);
                }

                Assert.Equal(ProjectState.Deleted, deleted!.State);
                break;
            case "restore":
                try
                {
                    Assert.Equal(ProjectState.Stopped, (await harness.Provider.RestoreAsync(LocalHarness.Acme)).State);
                }
                catch (ProjectConflictException exception) when (isAgain && exception.ActualState == ProjectState.Stopped)
                {
                    // It was done, and only the answer was lost.
                }

                break;
            default:
                PurgeResult result = await harness.Provider.PurgeAsync(LocalHarness.Acme);
                if (!result.IsComplete)
                {
                    throw new ProvisioningException(string.Join(", ", result.Leftovers));
                }

                break;
        }
    }

    private static string[] Data(LocalHarness harness) => [.. harness.Engine.Volumes.Select(volume => volume.Name)];

    private static async Task<string> SecretAsync(LocalHarness harness) => (await harness.RecordAsync())?.Secrets.GetValueOrDefault("DB_PASSWORD") ?? string.Empty;

    private static string Freeze(LocalHarness harness)
    {
        string copy = Directory.CreateTempSubdirectory("provisioning-test-").FullName;
        foreach (string path in Directory.EnumerateFiles(harness.Layout.Root, "*", SearchOption.AllDirectories).Where(path => !path.EndsWith(".lock", StringComparison.Ordinal) && !path.EndsWith(".tmp", StringComparison.Ordinal)))
        {
            string target = Path.Combine(copy, Path.GetRelativePath(harness.Layout.Root, path));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(path, target);
        }

        return copy;
    }

    private static void Thaw(LocalHarness harness, string copy)
    {
        Directory.Delete(harness.Layout.Root, recursive: true);
        foreach (string path in Directory.EnumerateFiles(copy, "*", SearchOption.AllDirectories))
        {
            string target = Path.Combine(harness.Layout.Root, Path.GetRelativePath(copy, path));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(path, target);
        }
    }

    [Fact]
    public async Task A_run_that_containerd_did_not_forget_is_told_with_the_way_out()
    {
        using var harness = new LocalHarness();
        harness.Engine.FailBefore("StartContainer", FakeEngineClient.Refusal(System.Net.HttpStatusCode.InternalServerError, "start", "task 0123456789abcdef already exists: unknown"));
        var exception = await Assert.ThrowsAsync<ServiceFailedException>(() => harness.Provider.ProvisionAsync(LocalHarness.Request(LocalHarness.Simple)));
        Assert.Contains("restart the engine", exception.Message, StringComparison.Ordinal);
    }
}
