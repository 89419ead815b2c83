namespace Provisioning.Coolify.Tests.Provider.Units;

/// <summary>Plans and logs.</summary>
public sealed class ProviderReadingTests : StubbedProviderTests
{
    [Fact]
    public async Task Logs_of_an_old_version_are_an_error_that_says_since_when()
    {
        Coolify.Version = "4.1.2";
        await Provider().ProvisionAsync(Request());
        ProvisioningException exception = await Assert.ThrowsAsync<ProvisioningException>(async () =>
        {
            await foreach (ProjectLogEntry _ in Provider().ReadLogsAsync(Acme))
            {
                Assert.Fail("There are none.");
            }
        });
        Assert.Equal(ProvisioningErrorCode.NotSupported, exception.ErrorCode);
        Assert.Contains("4.2.0", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Logs_are_followed_without_a_line_twice()
    {
        Options.LogPollInterval = TimeSpan.FromMilliseconds(1);
        CoolifyProvisioningProvider provider = Provider();
        await provider.ProvisionAsync(Request());
        List<string> logs = Coolify.Services[0].Logs;
        logs.AddRange(["one", "one", "two"]);
        List<string> read = [];
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(5), TimeProvider.System);
        await foreach (ProjectLogEntry entry in provider.ReadLogsAsync(Acme, new ProjectLogOptions { Follow = true }, limit.Token))
        {
            read.Add(entry.Message);
            if (read.Count == 3)
            {
                logs.AddRange(["one", "two"]);
            }

            if (read.Count == 5)
            {
                break;
            }
        }

        Assert.Equal(["one", "one", "two", "one", "two"], read);
    }

    [Fact]
    public async Task A_plan_says_what_would_be_done_and_does_nothing()
    {
        CoolifyProvisioningProvider provider = Provider();
        ProvisioningPlan plan = await provider.PlanAsync(Request());
        Assert.Equal(["Create project acme", "Create volume data", "Create container web"], plan.Actions.Select(static action => $"{action.Kind} {action.Resource} {action.Name}"));
        await provider.ProvisionAsync(Request());
        Assert.False((await provider.PlanAsync(Request())).HasChanges);
        Assert.True((await provider.PlanAsync(Request(secret: "other"))).HasChanges);
        await provider.StopAsync(Acme);
        Coolify.Requests.Clear();
        Assert.Equal(PlanActionKind.Start, Assert.Single((await provider.PlanAsync(Request())).Actions).Kind);
        Assert.Empty(Coolify.Writes);
    }
}
