namespace Provisioning.Local.Tests.Provider;

/// <summary>Somebody removes a container at any moment of an operation: success or a clear error, then it converges; the data stays.</summary>
public sealed class BehindOurBackTests
{
    [Theory]
    [InlineData("provision", "acme-db-1")]
    [InlineData("provision", "acme-web-1")]
    [InlineData("upgrade", "acme-db-1")]
    [InlineData("upgrade", "acme-web-1")]
    [InlineData("start", "acme-db-1")]
    [InlineData("stop", "acme-db-1")]
    [InlineData("delete", "acme-web-1")]
    [InlineData("purge", "acme-db-1")]
    public async Task A_container_that_is_removed_at_any_step_is_no_harm_to_the_next_attempt(string verb, string container)
    {
        int calls = await RunAsync(verb, container, nth: 0);
        for (int nth = 1; nth <= calls; nth++)
        {
            await RunAsync(verb, container, nth);
        }
    }

    // Returns how many calls the verb made.
    private static async Task<int> RunAsync(string verb, string name, int nth)
    {
        using LocalHarness harness = new LocalHarness(options => options.MinimumUptime = TimeSpan.Zero).WithScripts();
        if (verb != "provision")
        {
            await harness.Provider.ProvisionAsync(Request("1"));
        }

        if (verb == "start")
        {
            await harness.Provider.StopAsync(LocalHarness.Acme);
        }

        string[] data = [.. harness.Engine.Volumes.Select(volume => volume.Name)];
        int before = harness.Engine.Calls.Count;
        int seen = 0;
        bool isRemoving = false;
        harness.Engine.AfterCall = async (call, _) =>
        {
            if (isRemoving || call.Method is "GetInfo" or "WatchEvents" || Interlocked.Increment(ref seen) != nth)
            {
                return;
            }

            isRemoving = true;
            if (harness.Engine.Containers.Find(item => item.Name == name) is { } victim)
            {
                // As "docker rm -f" does it: the volumes stay.
                await harness.Engine.RemoveContainerAsync(victim.Id, force: true, removeAnonymousVolumes: false, default);
            }
        };
        Exception? thrown = await Record.ExceptionAsync(() => DoAsync(harness, verb));
        harness.Engine.AfterCall = null;
        int calls = harness.Engine.Calls.Skip(before).Count(call => call.Method is not ("GetInfo" or "WatchEvents"));
        string where = $"{verb}, {name} removed after call {nth}";
        Assert.True(thrown is null or ProvisioningException, $"{where}: {thrown}");
        harness.Restart();
        try
        {
            await DoAsync(harness, verb);
        }
        catch (ProvisioningException exception)
        {
            throw new InvalidOperationException($"{where}, again: {exception.Message}", exception);
        }

        if (verb is "provision" or "upgrade" or "start")
        {
            Assert.True(harness.Engine.Containers.Count == 3 && harness.Engine.Networks.Count == 1, where);
        }
        else if (verb is "delete" or "purge")
        {
            Assert.True(harness.Engine.Containers.Count == 0 && harness.Engine.Networks.Count == 0, where);
        }

        Assert.True(verb == "purge" ? harness.Engine.Volumes.Count == 0 : data.All(volume => harness.Engine.Volumes.Exists(item => item.Name == volume)), where);
        Assert.True(harness.Engine.Volumes.Count <= 2, where);
        return calls;
    }

    private static ProvisionRequest Request(string version) => LocalHarness.Request(LocalHarness.Stack(greeting: version));

    private static async Task DoAsync(LocalHarness harness, string verb)
    {
        switch (verb)
        {
            case "provision":
                await harness.Provider.ProvisionAsync(Request("1"));
                break;
            case "upgrade":
                await harness.Provider.ProvisionAsync(Request("2"));
                break;
            case "start":
                await harness.Provider.StartAsync(LocalHarness.Acme);
                break;
            case "stop":
                await harness.Provider.StopAsync(LocalHarness.Acme);
                break;
            case "delete":
                await harness.Provider.DeleteAsync(LocalHarness.Acme);
                break;
            default:
                Assert.True((await harness.Provider.PurgeAsync(LocalHarness.Acme)).IsComplete);
                break;
        }
    }
}
