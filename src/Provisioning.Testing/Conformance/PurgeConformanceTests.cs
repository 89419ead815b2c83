using Xunit;

namespace Provisioning.Testing.Conformance;

/// <summary>Purging: the data is gone and seen to be gone, and nothing of anybody else's is touched.</summary>
/// <param name="fixture">The provider's fixture.</param>
public abstract class PurgeConformanceTests(ProviderConformanceFixture fixture) : ProviderConformanceTests(fixture)
{
    /// <summary>Data, containers, networks, folders and records are gone at the backend, and the result names what was removed.</summary>
    [Fact]
    public virtual async Task A_purge_removes_the_data_and_names_what_it_removed()
    {
        ProjectId project = NewProject();
        await ProvisionAsync(project, ConformanceTemplate.Standard).ConfigureAwait(false);
        await Fixture.WriteDataAsync(project, "kept", "no", Token).ConfigureAwait(false);
        PurgeResult result = await Provider.PurgeAsync(project, cancellationToken: Token).ConfigureAwait(false);
        Assert.True(result.IsComplete, string.Join(", ", result.Leftovers));
        Assert.Equal(2, result.Removed.Count(removed => removed.StartsWith("container ", StringComparison.Ordinal)));
        Assert.Single(result.Removed, removed => removed.StartsWith("volume ", StringComparison.Ordinal));
        Assert.Empty(await Fixture.ListResourcesAsync(project, Token).ConfigureAwait(false));
        Assert.Null(await Fixture.ReadDataAsync(project, "kept", Token).ConfigureAwait(false));
    }

    /// <summary>A project made again under a purged id is a new one.</summary>
    [Fact]
    public virtual async Task A_project_made_again_after_a_purge_is_new()
    {
        ProjectId project = NewProject();
        await Provider.ProvisionAsync(Request(project, variables: new Dictionary<string, string>(StringComparer.Ordinal) { ["GREETING"] = "old" }), cancellationToken: Token).ConfigureAwait(false);
        await ProvisionAsync(project, ConformanceTemplate.MinimalChanged).ConfigureAwait(false);
        await Fixture.WriteDataAsync(project, "kept", "no", Token).ConfigureAwait(false);
        string? secret = await Fixture.ReadEnvironmentAsync(project, "app", "APP_SECRET", Token).ConfigureAwait(false);
        await Provider.PurgeAsync(project, cancellationToken: Token).ConfigureAwait(false);

        ProvisionedProject again = await ProvisionAsync(project).ConfigureAwait(false);
        Assert.Equal(ProjectChange.Created, again.Change);
        Assert.Equal(1, again.Generation);
        Assert.Null(await Fixture.ReadDataAsync(project, "kept", Token).ConfigureAwait(false));
        Assert.Equal("hello", await Fixture.ReadEnvironmentAsync(project, "app", "GREETING", Token).ConfigureAwait(false));
        if (Provider.Supports(ProvisioningCapabilities.StoredSecrets))
        {
            Assert.NotEqual(secret, await Fixture.ReadEnvironmentAsync(project, "app", "APP_SECRET", Token).ConfigureAwait(false));
        }
    }

    /// <summary>What only resembles the project's resources is left alone, by delete and by purge.</summary>
    [Fact]
    public virtual async Task Neither_delete_nor_purge_touches_what_resembles_the_project()
    {
        ProjectId project = NewProject();
        await ProvisionAsync(project).ConfigureAwait(false);
        ConformanceDecoys decoys = await Fixture.CreateDecoysAsync(project, Token).ConfigureAwait(false);
        await using (decoys.ConfigureAwait(false))
        {
            Assert.True(decoys.Count > 0, "The fixture made no decoys.");
            Assert.Empty(await decoys.ListDamagedAsync(Token).ConfigureAwait(false));
            await ProvisionAsync(project, ConformanceTemplate.MinimalChanged).ConfigureAwait(false);
            await Provider.StopAsync(project, cancellationToken: Token).ConfigureAwait(false);
            await Provider.DeleteAsync(project, cancellationToken: Token).ConfigureAwait(false);
            Assert.Empty(await decoys.ListDamagedAsync(Token).ConfigureAwait(false));
            PurgeResult result = await Provider.PurgeAsync(project, cancellationToken: Token).ConfigureAwait(false);
            Assert.True(result.IsComplete, string.Join(", ", result.Leftovers));
            Assert.Empty(await decoys.ListDamagedAsync(Token).ConfigureAwait(false));

            // Purging what is absent must not go by names either.
            await Provider.PurgeAsync(project, cancellationToken: Token).ConfigureAwait(false);
            Assert.Empty(await decoys.ListDamagedAsync(Token).ConfigureAwait(false));
        }
    }

    /// <summary>Another project with its data outlives the purge of its neighbour.</summary>
    [Fact]
    public virtual async Task A_purge_leaves_other_projects_alone()
    {
        ProjectId purged = NewProject();
        ProjectId neighbour = NewProject();
        await Task.WhenAll(ProvisionAsync(purged), ProvisionAsync(neighbour)).ConfigureAwait(false);
        await Fixture.WriteDataAsync(neighbour, "kept", "yes", Token).ConfigureAwait(false);
        IReadOnlyList<string> resources = await IdentitiesAsync(neighbour).ConfigureAwait(false);
        await Provider.PurgeAsync(purged, cancellationToken: Token).ConfigureAwait(false);
        Assert.Equal(resources, await IdentitiesAsync(neighbour).ConfigureAwait(false));
        Assert.Equal("yes", await Fixture.ReadDataAsync(neighbour, "kept", Token).ConfigureAwait(false));
        await AssertStateAsync(neighbour, ProjectState.Running).ConfigureAwait(false);
    }
}
