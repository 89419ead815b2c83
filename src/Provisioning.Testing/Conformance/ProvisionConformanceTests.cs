using Xunit;

namespace Provisioning.Testing.Conformance;

/// <summary>What provisioning promises beyond the state table: convergence, generations, endpoints, values and secrets, plans, progress.</summary>
/// <param name="fixture">The provider's fixture.</param>
public abstract partial class ProvisionConformanceTests(ProviderConformanceFixture fixture) : ProviderConformanceTests(fixture)
{
    /// <summary>The result says what was made, completely.</summary>
    [Fact]
    public virtual async Task The_result_describes_the_project()
    {
        ProjectId project = NewProject();
        ProvisionedProject provisioned = await Provider.ProvisionAsync(Request(project, labels: Values(("tenant", "acme"))), cancellationToken: Token).ConfigureAwait(false);
        Assert.Equal(project, provisioned.Id);
        Assert.Equal(Provider.Metadata.ProviderName, provisioned.ProviderName);
        Assert.Equal("1", provisioned.TemplateVersion);
        Assert.Matches("^sha256:[0-9a-f]{64}$", provisioned.RevisionDigest);
        Assert.NotNull(provisioned.CreatedAt);
        Assert.Null(provisioned.DeletedAt);
        Assert.Equal("acme", provisioned.Labels["tenant"]);
        Assert.Equal(["app", "private"], provisioned.Endpoints.Select(endpoint => endpoint.Name));
        Assert.All(provisioned.Endpoints, endpoint => Assert.Equal("app", endpoint.ServiceName));

        ProvisionedProject found = await Provider.GetAsync(project, Token).ConfigureAwait(false);
        Assert.Equal(provisioned.Generation, found.Generation);
        Assert.Equal(provisioned.RevisionDigest, found.RevisionDigest);
        Assert.Equal(provisioned.TemplateVersion, found.TemplateVersion);
        Assert.Equal(provisioned.CreatedAt, found.CreatedAt);
        Assert.Equal(Addresses(provisioned), Addresses(found));
        Assert.Equal("acme", found.Labels["tenant"]);
    }

    /// <summary>A provider that begins anew finds what another has made: nothing is remembered by a process only.</summary>
    [Fact]
    public virtual async Task Another_provider_over_the_same_backend_finds_the_project_as_it_is()
    {
        ProjectId project = NewProject();
        ProvisionedProject first = await ProvisionAsync(project).ConfigureAwait(false);
        IReadOnlyList<string> resources = await IdentitiesAsync(project).ConfigureAwait(false);
        IProvisioningProvider another = await Fixture.CreateProviderAsync(Token).ConfigureAwait(false);
        Assert.NotSame(Provider, another);

        ProvisionedProject found = await another.GetAsync(project, Token).ConfigureAwait(false);
        Assert.Equal(first.RevisionDigest, found.RevisionDigest);
        Assert.Equal(Addresses(first), Addresses(found));
        ProvisionedProject again = await another.ProvisionAsync(Request(project), cancellationToken: Token).ConfigureAwait(false);
        Assert.Equal(ProjectChange.Unchanged, again.Change);
        Assert.Equal(first.Generation, again.Generation);
        Assert.Equal(resources, await IdentitiesAsync(project).ConfigureAwait(false));

        await another.StopAsync(project, cancellationToken: Token).ConfigureAwait(false);
        await AssertStateAsync(project, ProjectState.Stopped).ConfigureAwait(false);
    }

    /// <summary>Only what differs is made anew.</summary>
    [Fact]
    public virtual async Task A_change_of_one_service_leaves_the_others_alone()
    {
        ProjectId project = NewProject();
        await ProvisionAsync(project, ConformanceTemplate.Standard).ConfigureAwait(false);
        Dictionary<string, string> before = await ContainersAsync(project).ConfigureAwait(false);

        ProvisionedProject changed = await ProvisionAsync(project, ConformanceTemplate.StandardChanged).ConfigureAwait(false);
        Dictionary<string, string> after = await ContainersAsync(project).ConfigureAwait(false);
        Assert.Equal(ProjectChange.Updated, changed.Change);
        Assert.Equal(before["db"], after["db"]);
        Assert.NotEqual(before["app"], after["app"]);
        Assert.Equal("2", await Fixture.ReadEnvironmentAsync(project, "app", "REVISION", Token).ConfigureAwait(false));
    }

    /// <summary>A service that the template no longer has is removed; its volume and data are not.</summary>
    [Fact]
    public virtual async Task A_service_that_left_the_template_is_removed_and_the_data_stays()
    {
        ProjectId project = NewProject();
        await ProvisionAsync(project, ConformanceTemplate.Standard).ConfigureAwait(false);
        await Fixture.WriteDataAsync(project, "kept", "yes", Token).ConfigureAwait(false);

        await ProvisionAsync(project, ConformanceTemplate.Minimal).ConfigureAwait(false);
        Assert.Equal(["app"], (await ContainersAsync(project).ConfigureAwait(false)).Keys);
        Assert.Equal("yes", await Fixture.ReadDataAsync(project, "kept", Token).ConfigureAwait(false));
        ProjectStatus status = await Provider.GetStatusAsync(project, Token).ConfigureAwait(false);
        Assert.Equal("app", Assert.Single(status.Services).Name);
    }

    /// <summary>Each revision that differs from the one before has a greater number; going back is a new revision too.</summary>
    [Fact]
    public virtual async Task The_generation_grows_with_each_revision_and_only_then()
    {
        ProjectId project = NewProject();
        ProvisionedProject first = await ProvisionAsync(project).ConfigureAwait(false);
        ProvisionedProject same = await ProvisionAsync(project).ConfigureAwait(false);
        ProvisionedProject second = await ProvisionAsync(project, ConformanceTemplate.MinimalChanged).ConfigureAwait(false);
        ProvisionedProject third = await ProvisionAsync(project).ConfigureAwait(false);
        Assert.Equal([1L, 1L, 2L, 3L], [first.Generation, same.Generation, second.Generation, third.Generation]);
        Assert.Equal(["1", "1", "2", "1"], new[] { first, same, second, third }.Select(revision => revision.TemplateVersion));
        Assert.Equal(first.RevisionDigest, same.RevisionDigest);
        Assert.NotEqual(first.RevisionDigest, second.RevisionDigest);
        Assert.Equal(first.CreatedAt, third.CreatedAt);
        ProjectStatus status = await Provider.GetStatusAsync(project, Token).ConfigureAwait(false);
        Assert.Equal(3, status.ObservedGeneration);
    }

    /// <summary>Addresses do not change while the project lives.</summary>
    [Fact]
    public virtual async Task Endpoints_stay_the_same_over_upgrade_stop_start_delete_and_restore()
    {
        ProjectId project = NewProject();
        IReadOnlyList<string> addresses = Addresses(await ProvisionAsync(project).ConfigureAwait(false));
        Assert.NotEmpty(addresses);
        Assert.Equal(addresses, Addresses(await ProvisionAsync(project, ConformanceTemplate.MinimalChanged).ConfigureAwait(false)));
        Assert.Equal(addresses, Addresses(await Provider.StopAsync(project, cancellationToken: Token).ConfigureAwait(false)));
        Assert.Equal(addresses, Addresses(await Provider.StartAsync(project, cancellationToken: Token).ConfigureAwait(false)));
        await Provider.DeleteAsync(project, cancellationToken: Token).ConfigureAwait(false);
        Assert.Equal(addresses, Addresses(await Provider.GetAsync(project, Token).ConfigureAwait(false)));
        await Provider.RestoreAsync(project, cancellationToken: Token).ConfigureAwait(false);
        Assert.Equal(addresses, Addresses(await Provider.StartAsync(project, cancellationToken: Token).ConfigureAwait(false)));
    }

    /// <summary>Two projects of one template share nothing.</summary>
    [Fact]
    public virtual async Task Two_projects_of_one_template_have_their_own_data_endpoints_and_secrets()
    {
        ProjectId first = NewProject();
        ProjectId second = NewProject();
        ProvisionedProject[] projects = await Task.WhenAll(ProvisionAsync(first), ProvisionAsync(second)).ConfigureAwait(false);
        Assert.Empty(Addresses(projects[0]).Intersect(Addresses(projects[1]), StringComparer.Ordinal));
        await Fixture.WriteDataAsync(first, "whose", "first", Token).ConfigureAwait(false);
        Assert.Null(await Fixture.ReadDataAsync(second, "whose", Token).ConfigureAwait(false));
        Assert.NotEqual(
            await Fixture.ReadEnvironmentAsync(first, "app", "APP_SECRET", Token).ConfigureAwait(false),
            await Fixture.ReadEnvironmentAsync(second, "app", "APP_SECRET", Token).ConfigureAwait(false));
    }

    /// <summary>A service that died behind the provider's back is seen, and provisioning again heals it.</summary>
    [Fact]
    public virtual async Task A_service_that_died_is_seen_and_healed()
    {
        ProjectId project = NewProject();
        await ProvisionAsync(project, ConformanceTemplate.Standard).ConfigureAwait(false);
        await Fixture.KillServiceAsync(project, "app", Token).ConfigureAwait(false);
        await WaitUntilAsync(
            async () => (await Provider.GetStatusAsync(project, Token).ConfigureAwait(false)).State == ProjectState.Degraded,
            "the project is seen as degraded").ConfigureAwait(false);
        ProjectStatus status = await Provider.GetStatusAsync(project, Token).ConfigureAwait(false);
        Assert.False(status.Services.Single(service => service.Name == "app").IsReady);
        Assert.True(status.Services.Single(service => service.Name == "db").IsReady);

        ProvisionedProject healed = await ProvisionAsync(project, ConformanceTemplate.Standard).ConfigureAwait(false);
        Assert.Equal(ProjectState.Running, healed.State);
        Assert.Equal(ProjectChange.Updated, healed.Change);
        Assert.Equal(1, healed.Generation);
    }

    /// <summary>Progress is told with the project and the operation; a listener that throws breaks nothing.</summary>
    [Fact]
    public virtual async Task Progress_is_reported_and_a_listener_that_throws_breaks_nothing()
    {
        ProjectId project = NewProject();
        var listener = new ProgressRecorder();
        await Provider.ProvisionAsync(Request(project), new ProvisioningOperationOptions { Progress = listener }, Token).ConfigureAwait(false);
        Assert.NotEmpty(listener.Reported);
        Assert.All(listener.Reported, progress =>
        {
            Assert.Equal(project, progress.ProjectId);
            Assert.Equal(ProvisioningOperationNames.Provision, progress.OperationName);
            Assert.NotEmpty(progress.Step);
        });
        await AssertStateAsync(project, ProjectState.Running).ConfigureAwait(false);
    }

    private static Dictionary<string, string> Values(params ReadOnlySpan<(string Name, string Value)> values)
    {
        var dictionary = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach ((string name, string value) in values)
        {
            dictionary.Add(name, value);
        }

        return dictionary;
    }

    private async Task<Dictionary<string, string>> ContainersAsync(ProjectId project) =>
        (await Fixture.ListResourcesAsync(project, Token).ConfigureAwait(false))
            .Where(resource => resource is { Kind: "container", ServiceName: not null })
            .ToDictionary(resource => resource.ServiceName!, resource => resource.Identity, StringComparer.Ordinal);

    private sealed class ProgressRecorder : IProgress<ProvisioningProgress>
    {
        private readonly System.Collections.Concurrent.ConcurrentQueue<ProvisioningProgress> _reported = new();

        public IReadOnlyCollection<ProvisioningProgress> Reported => _reported;

        public void Report(ProvisioningProgress value)
        {
            _reported.Enqueue(value);
            throw new InvalidOperationException("A listener's own mistake.");
        }
    }
}
