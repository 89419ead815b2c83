using System.Globalization;

namespace Provisioning.Coolify.Tests.Scale;

/// <summary>A thousand projects: they come up 16 at a time, a look at all of them is one request, and little stays in memory.</summary>
public sealed class ScaleTests
{
    private const int Projects = 1_000;
    private const int AtOnce = 16;

    [Fact]
    public async Task A_thousand_projects_come_up_sixteen_at_a_time_and_one_request_shows_them_all()
    {
        using var host = new FakeHost(recordRequests: false, placement: CoolifySecretPlacement.Inline, speed: 20);
        await host.Provider.ProvisionAsync(TestTemplates.Request("warm-up"));
        long before = GC.GetTotalMemory(forceFullCollection: true);
        int requestsBefore = host.Fake.RequestCount;
        await Parallel.ForEachAsync(Enumerable.Range(0, Projects), new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (number, token) =>
        {
            ProvisionedProject project = await host.Provider.ProvisionAsync(TestTemplates.Request(string.Create(CultureInfo.InvariantCulture, $"tenant-{number}")), cancellationToken: token);
            Assert.Equal(ProjectState.Running, project.State);
        });

        // One look for the name and one create for each; the looks while waiting are shared.
        int requests = host.Fake.RequestCount - requestsBefore;
        Assert.InRange(requests, 2 * Projects, 8 * Projects);
        Assert.Equal(Projects + 1, host.Fake.Services.Count);

        // The answers alone were some gigabytes; what is kept are the instance's rows and the buffers that both sides use again.
        long kept = GC.GetTotalMemory(forceFullCollection: true) - before;
        Assert.True(kept < 1024 * 1024 * 1024L, $"{kept / 1024 / 1024} MiB are kept, those of the instance included.");

        requestsBefore = host.Fake.RequestCount;
        int listed = 0;
        await foreach (ProvisionedProject project in host.Provider.ListAsync())
        {
            Assert.Equal(ProjectState.Running, project.State);
            listed++;
        }

        Assert.Equal(Projects + 1, listed);
        Assert.Equal(1, host.Fake.RequestCount - requestsBefore);
    }

    [Fact]
    public async Task Many_that_wait_share_their_looks()
    {
        const int Waiting = 40;
        using var host = new FakeHost();
        await host.Provider.ProvisionAsync(TestTemplates.Request("warm-up"));
        IDisposable hold = host.Clock.Hold();
        Task[] provisions = [.. Enumerable.Range(0, Waiting).Select(number => host.Provider.ProvisionAsync(TestTemplates.Request(string.Create(CultureInfo.InvariantCulture, $"tenant-{number}"))))];
        while (host.Fake.Requests.Count(request => request.Path.EndsWith("/start", StringComparison.Ordinal)) < Waiting + 1)
        {
            Assert.DoesNotContain(provisions, provision => provision.IsFaulted);
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        }

        host.Fake.ClearRequests();
        hold.Dispose();
        await Task.WhenAll(provisions).WaitAsync(TimeSpan.FromMinutes(5));
        Assert.All(host.Fake.Requests, request => Assert.Equal("GET /services", request.ToString()));
        Assert.InRange(host.Fake.Requests.Count, 1, Waiting);
    }
}
