using Microsoft.Extensions.Time.Testing;

namespace Provisioning.Projects.EntityFrameworkCore.Tests;

public sealed class PostgresClockTests
{
    [Fact]
    public async Task All_hosts_go_by_the_servers_clock_whatever_their_own_says()
    {
        await using TestDatabase database = await TestDatabase.CreatePostgresAsync();
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        using EntityFrameworkCoreProjectStore slow = database.CreateStore(new FakeTimeProvider(now.AddMinutes(-11))), fast = database.CreateStore(new FakeTimeProvider(now.AddMinutes(11)));

        DateTimeOffset first = await slow.GetTimeAsync();
        DateTimeOffset second = await fast.GetTimeAsync();
        DateTimeOffset third = await slow.GetTimeAsync();
        Assert.Equal(TimeSpan.Zero, first.Offset);
        Assert.True(first < second && second < third, $"{first:O} {second:O} {third:O}");
        Assert.InRange(first, now.AddMinutes(-5), now.AddMinutes(5));
    }

    [Fact]
    public async Task A_file_goes_by_the_machines_clock()
    {
        await using TestDatabase database = TestDatabase.CreateSqlite();
        using EntityFrameworkCoreProjectStore store = database.CreateStore(new FakeTimeProvider(Records.Noon));
        await store.InitializeAsync();

        Assert.Equal(Records.Noon, await store.GetTimeAsync());
    }
}
