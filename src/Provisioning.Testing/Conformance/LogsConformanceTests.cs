using Xunit;

namespace Provisioning.Testing.Conformance;

/// <summary>Reading what services logged.</summary>
/// <param name="fixture">The provider's fixture.</param>
public abstract class LogsConformanceTests(ProviderConformanceFixture fixture) : ProviderConformanceTests(fixture)
{
    /// <summary>Each line has its service, its time and where it was written.</summary>
    [Fact]
    public virtual async Task Lines_come_with_service_source_and_time()
    {
        ProjectId project = await StandardAsync().ConfigureAwait(false);
        List<ProjectLogEntry> entries = await ReadAsync(project, options: null).ConfigureAwait(false);
        foreach (string service in new[] { "app", "db" })
        {
            ProjectLogEntry output = Assert.Single(entries, entry => entry.Message == service + " says hello");
            ProjectLogEntry error = Assert.Single(entries, entry => entry.Message == service + " complains");
            Assert.Equal(service, output.ServiceName);
            Assert.Equal(service, error.ServiceName);
            Assert.True(output.Source is ProjectLogSource.StandardOutput or ProjectLogSource.Unknown);
            Assert.True(error.Source is ProjectLogSource.StandardError or ProjectLogSource.Unknown);
        }

        Assert.Equal(entries.Select(entry => entry.Timestamp).Order(), entries.Select(entry => entry.Timestamp));
    }

    /// <summary>Services and the number of last lines can be chosen.</summary>
    [Fact]
    public virtual async Task Services_and_the_last_lines_can_be_chosen()
    {
        ProjectId project = await StandardAsync().ConfigureAwait(false);
        List<ProjectLogEntry> ofDatabase = await ReadAsync(project, new ProjectLogOptions { Services = ["db"] }).ConfigureAwait(false);
        Assert.NotEmpty(ofDatabase);
        Assert.All(ofDatabase, entry => Assert.Equal("db", entry.ServiceName));
        List<ProjectLogEntry> last = await ReadAsync(project, new ProjectLogOptions { Tail = 1 }).ConfigureAwait(false);
        Assert.Equal(2, last.Count);
        Assert.Equal(["app", "db"], last.Select(entry => entry.ServiceName).Order(StringComparer.Ordinal));
        Assert.Empty(await ReadAsync(project, new ProjectLogOptions { Since = TimeProvider.System.GetUtcNow().AddHours(1) }).ConfigureAwait(false));
    }

    /// <summary>A stopped project's lines can still be read; an archived one has none, and that is no error.</summary>
    [Fact]
    public virtual async Task Lines_of_a_stopped_project_can_be_read_and_an_archived_one_has_none()
    {
        ProjectId project = await StandardAsync().ConfigureAwait(false);
        await Provider.StopAsync(project, cancellationToken: Token).ConfigureAwait(false);
        Assert.Contains(await ReadAsync(project, options: null).ConfigureAwait(false), entry => entry.Message == "app says hello");
        await Provider.DeleteAsync(project, cancellationToken: Token).ConfigureAwait(false);
        Assert.Empty(await ReadAsync(project, options: null).ConfigureAwait(false));
    }

    /// <summary>An absent project is told by the first step of the enumeration, not by the call.</summary>
    [Fact]
    public virtual async Task Logs_of_an_absent_project_are_not_found()
    {
        ProjectId project = NewProject();
        IAsyncEnumerable<ProjectLogEntry> entries = Provider.ReadLogsAsync(project, cancellationToken: Token);
        ProjectNotFoundException exception = await Assert.ThrowsAsync<ProjectNotFoundException>(async () => await entries.GetAsyncEnumerator(Token).MoveNextAsync().ConfigureAwait(false)).ConfigureAwait(false);
        Assert.Equal(project, exception.ProjectId);
    }

    /// <summary>Following goes on until the token is cancelled.</summary>
    [Fact]
    public virtual async Task Following_delivers_lines_until_it_is_cancelled()
    {
        if (!Provider.Supports(ProvisioningCapabilities.FollowLogs))
        {
            await Assert.ThrowsAsync<NotSupportedException>(() => ReadAsync(NewProject(), new ProjectLogOptions { Follow = true })).ConfigureAwait(false);
            return;
        }

        ProjectId project = await StandardAsync().ConfigureAwait(false);
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(Token);
        int seen = 0;
        try
        {
            await foreach (ProjectLogEntry _ in Provider.ReadLogsAsync(project, new ProjectLogOptions { Follow = true }, cancellation.Token).ConfigureAwait(false))
            {
                if (++seen == 4)
                {
                    await cancellation.CancelAsync().ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // By the token or by the end of the enumeration: either way the following is over.
        }

        Assert.False(Token.IsCancellationRequested, "Following did not end with its token.");
        Assert.Equal(4, seen);
    }

    private async Task<ProjectId> StandardAsync()
    {
        ProjectId project = NewProject();
        await ProvisionAsync(project, ConformanceTemplate.Standard).ConfigureAwait(false);
        await WaitUntilAsync(async () => (await ReadAsync(project, options: null).ConfigureAwait(false)).Count >= 4, "both services have logged their lines").ConfigureAwait(false);
        return project;
    }

    private async Task<List<ProjectLogEntry>> ReadAsync(ProjectId project, ProjectLogOptions? options)
    {
        var entries = new List<ProjectLogEntry>();
        await foreach (ProjectLogEntry entry in Provider.ReadLogsAsync(project, options, Token).ConfigureAwait(false))
        {
            entries.Add(entry);
        }

        return entries;
    }
}
