using Xunit;

namespace Provisioning.Testing.Conformance;

/// <summary>Listing: everything that is there, filtered as asked, in order.</summary>
/// <param name="fixture">The provider's fixture.</param>
public abstract class ListConformanceTests(ProviderConformanceFixture fixture) : ProviderConformanceTests(fixture)
{
    /// <summary>Projects in all states are listed, in the order of their ids, until they are purged.</summary>
    [Fact]
    public virtual async Task Projects_are_listed_in_order_with_their_states_until_they_are_purged()
    {
        (ProjectId running, ProjectId stopped, ProjectId archived, Dictionary<string, string> labels) = await ArrangeAsync().ConfigureAwait(false);
        List<ProvisionedProject> listed = await ListAsync(new ProjectListOptions { Labels = labels }).ConfigureAwait(false);
        Assert.Equal(new[] { running, stopped, archived }.Order(), listed.Select(project => project.Id));
        Assert.Equal(ProjectState.Running, listed.Single(project => project.Id == running).State);
        Assert.Equal(ProjectState.Stopped, listed.Single(project => project.Id == stopped).State);
        ProvisionedProject deleted = listed.Single(project => project.Id == archived);
        Assert.Equal(ProjectState.Deleted, deleted.State);
        Assert.NotNull(deleted.DeletedAt);
        Assert.All(listed, project => Assert.Equal(Provider.Metadata.ProviderName, project.ProviderName));
        Assert.All(listed, project => Assert.Equal(ProjectChange.Unchanged, project.Change));

        await Provider.PurgeAsync(stopped, cancellationToken: Token).ConfigureAwait(false);
        Assert.DoesNotContain(stopped, (await ListAsync(options: null).ConfigureAwait(false)).Select(project => project.Id));
    }

    /// <summary>Filters by state, by label and without archived projects.</summary>
    [Fact]
    public virtual async Task Filters_leave_out_what_does_not_match()
    {
        (ProjectId running, ProjectId stopped, _, Dictionary<string, string> labels) = await ArrangeAsync().ConfigureAwait(false);
        Assert.Equal(
            [stopped],
            (await ListAsync(new ProjectListOptions { Labels = labels, States = [ProjectState.Stopped] }).ConfigureAwait(false)).Select(project => project.Id));
        Assert.Equal(
            new[] { running, stopped }.Order(),
            (await ListAsync(new ProjectListOptions { Labels = labels, IncludeDeleted = false }).ConfigureAwait(false)).Select(project => project.Id));
        var others = new Dictionary<string, string>(labels, StringComparer.Ordinal) { ["conformance-run"] = "another" };
        Assert.Empty(await ListAsync(new ProjectListOptions { Labels = others }).ConfigureAwait(false));
    }

    /// <summary>The token ends the enumeration.</summary>
    [Fact]
    public virtual async Task A_cancelled_token_ends_the_enumeration()
    {
        ProjectId project = NewProject();
        await ProvisionAsync(project).ConfigureAwait(false);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (ProvisionedProject _ in Provider.ListAsync(cancellationToken: new CancellationToken(canceled: true)).ConfigureAwait(false))
            {
                Assert.Fail("Nothing may come after the cancellation.");
            }
        }).ConfigureAwait(false);
    }

    private async Task<(ProjectId Running, ProjectId Stopped, ProjectId Archived, Dictionary<string, string> Labels)> ArrangeAsync()
    {
        ProjectId[] projects = [NewProject(), NewProject(), NewProject()];
        var labels = new Dictionary<string, string>(StringComparer.Ordinal) { ["conformance-run"] = projects[0].Value };
        await Task.WhenAll(projects.Select(project => Provider.ProvisionAsync(Request(project, labels: labels), cancellationToken: Token))).ConfigureAwait(false);
        await Provider.StopAsync(projects[1], cancellationToken: Token).ConfigureAwait(false);
        await Provider.DeleteAsync(projects[2], cancellationToken: Token).ConfigureAwait(false);
        return (projects[0], projects[1], projects[2], labels);
    }

    private async Task<List<ProvisionedProject>> ListAsync(ProjectListOptions? options)
    {
        var listed = new List<ProvisionedProject>();
        await foreach (ProvisionedProject project in Provider.ListAsync(options, Token).ConfigureAwait(false))
        {
            listed.Add(project);
        }

        return listed;
    }
}
