using Xunit;

namespace Provisioning.Testing.Conformance;

/// <summary>What the suite's classes have in common: a deadline for each test, projects of its own, and their removal when it ends, however it ends.</summary>
#pragma warning disable CA1001 // xunit calls DisposeAsync of IAsyncLifetime, which disposes of both.
public abstract class ProviderConformanceTests : IAsyncLifetime
#pragma warning restore CA1001
{
    private readonly Lock _lock = new();
    private readonly List<ProjectId> _projects = [];
    private readonly List<Task> _background = [];
    private readonly CancellationTokenSource _stopBackground = new();
    private readonly CancellationTokenSource _deadline;

    /// <summary>Creates the test.</summary>
    /// <param name="fixture">The provider's fixture.</param>
    protected ProviderConformanceTests(ProviderConformanceFixture fixture)
    {
        ArgumentNullException.ThrowIfNull(fixture);
        Fixture = fixture;
        _deadline = new CancellationTokenSource(fixture.TestTimeout, TimeProvider.System);
    }

    /// <summary>Gets the provider's fixture.</summary>
    protected ProviderConformanceFixture Fixture { get; }

    /// <summary>Gets the provider under test.</summary>
    protected IProvisioningProvider Provider => Fixture.Provider;

    /// <summary>Gets a token that is cancelled when the test has taken too long.</summary>
    protected CancellationToken Token => _deadline.Token;

    /// <inheritdoc/>
    public virtual Task InitializeAsync() => Task.CompletedTask;

    /// <inheritdoc/>
    public virtual async Task DisposeAsync()
    {
        // A test that ran into its deadline is cleaned up all the same, with a deadline of its own.
        using var cleanUp = new CancellationTokenSource(Fixture.TestTimeout, TimeProvider.System);
        await _stopBackground.CancelAsync().ConfigureAwait(false);
        foreach (Task task in _background)
        {
            await task.WaitAsync(cleanUp.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        foreach (ProjectId projectId in _projects)
        {
            await Provider.PurgeAsync(projectId, new ProvisioningOperationOptions { WhenBusy = BusyBehavior.Wait }, cleanUp.Token).ConfigureAwait(false);
        }

        _stopBackground.Dispose();
        _deadline.Dispose();
    }

    /// <summary>Makes a project id for this test; the project is purged when the test ends.</summary>
    /// <returns>The id.</returns>
    protected ProjectId NewProject()
    {
        ProjectId projectId = Fixture.NewProjectId();
        lock (_lock)
        {
            _projects.Add(projectId);
        }

        return projectId;
    }

    /// <summary>Makes a request from one of the suite's templates.</summary>
    /// <param name="projectId">The project.</param>
    /// <param name="template">The template.</param>
    /// <param name="variables">Variables, or <see langword="null"/> for none.</param>
    /// <param name="secrets">Secrets, or <see langword="null"/> for none beyond those that the provider cannot generate.</param>
    /// <param name="labels">Labels, or <see langword="null"/> for none.</param>
    /// <returns>The request.</returns>
    protected ProvisionRequest Request(
        ProjectId projectId,
        ConformanceTemplate template = ConformanceTemplate.Minimal,
        IReadOnlyDictionary<string, string>? variables = null,
        IReadOnlyDictionary<string, Secret>? secrets = null,
        IReadOnlyDictionary<string, string>? labels = null)
    {
        var given = new Dictionary<string, Secret>(secrets ?? new Dictionary<string, Secret>(StringComparer.Ordinal), StringComparer.Ordinal);
        if (!Provider.Supports(ProvisioningCapabilities.StoredSecrets))
        {
            given.TryAdd("APP_SECRET", new Secret("s-" + projectId));
        }

        return new ProvisionRequest
        {
            ProjectId = projectId,
            Template = Fixture.CreateTemplate(template),
            Variables = variables ?? new Dictionary<string, string>(StringComparer.Ordinal),
            Secrets = given,
            Labels = labels ?? new Dictionary<string, string>(StringComparer.Ordinal),
        };
    }

    /// <summary>Provisions from one of the suite's templates.</summary>
    /// <param name="projectId">The project.</param>
    /// <param name="template">The template.</param>
    /// <returns>The project.</returns>
    protected Task<ProvisionedProject> ProvisionAsync(ProjectId projectId, ConformanceTemplate template = ConformanceTemplate.Minimal) =>
        Provider.ProvisionAsync(Request(projectId, template), cancellationToken: Token);

    /// <summary>Begins an operation that the test does not await; it is cancelled when the test ends.</summary>
    /// <typeparam name="TResult">What the operation returns.</typeparam>
    /// <param name="operation">The operation, with the token that ends it.</param>
    /// <returns>The operation's task.</returns>
    protected Task<TResult> InBackground<TResult>(Func<CancellationToken, Task<TResult>> operation)
    {
        ArgumentNullException.ThrowIfNull(operation);
        Task<TResult> task = Task.Run(() => operation(_stopBackground.Token), Token);
        lock (_lock)
        {
            _background.Add(task);
        }

        return task;
    }

    /// <summary>Makes a project that is being provisioned and stays so until <see cref="ProviderConformanceFixture.ReleaseAsync"/>.</summary>
    /// <returns>The project, and the task of its provisioning.</returns>
    protected async Task<(ProjectId ProjectId, Task<ProvisionedProject> Provisioning)> BeginProvisioningAsync()
    {
        ProjectId projectId = NewProject();
        Task<ProvisionedProject> provisioning = InBackground(token => Provider.ProvisionAsync(Request(projectId, ConformanceTemplate.Gated), cancellationToken: token));
        await WaitUntilAsync(
            async () =>
            {
                Assert.False(provisioning.IsCompleted, $"Provisioning of the gated template ended before its release: {provisioning.Exception?.InnerException}");
                return (await Fixture.ListResourcesAsync(projectId, Token).ConfigureAwait(false)).Any(resource => resource.ServiceName == "app");
            },
            "the gated service has a container").ConfigureAwait(false);
        return (projectId, provisioning);
    }

    /// <summary>Releases a project that <see cref="BeginProvisioningAsync"/> made, and waits until it is provisioned.</summary>
    /// <param name="projectId">The project.</param>
    /// <param name="provisioning">The task of its provisioning.</param>
    /// <returns>The project.</returns>
    protected async Task<ProvisionedProject> FinishProvisioningAsync(ProjectId projectId, Task<ProvisionedProject> provisioning)
    {
        ArgumentNullException.ThrowIfNull(provisioning);
        await Fixture.ReleaseAsync(projectId, Token).ConfigureAwait(false);
        return await provisioning.WaitAsync(Token).ConfigureAwait(false);
    }

    /// <summary>Looks again and again until something holds; fails when the test's time is over.</summary>
    /// <param name="condition">What shall hold.</param>
    /// <param name="what">The same in words, for the failure.</param>
    /// <returns>A task that ends when it holds.</returns>
    protected async Task WaitUntilAsync(Func<Task<bool>> condition, string what)
    {
        ArgumentNullException.ThrowIfNull(condition);
        try
        {
            while (!await condition().ConfigureAwait(false))
            {
                await Task.Delay(Fixture.PollInterval, TimeProvider.System, Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (Token.IsCancellationRequested)
        {
            Assert.Fail($"Waited {Fixture.TestTimeout} in vain until {what}.");
        }
    }

    /// <summary>Asserts that looking up and observing agree on a project's state.</summary>
    /// <param name="projectId">The project.</param>
    /// <param name="expected">The state; <see langword="null"/> when the project shall not exist.</param>
    /// <returns>A task that ends when it was asserted.</returns>
    protected async Task AssertStateAsync(ProjectId projectId, ProjectState? expected)
    {
        ProvisionedProject? found = await Provider.FindAsync(projectId, Token).ConfigureAwait(false);
        Assert.Equal(expected, found?.State);
        if (expected is null)
        {
            await Assert.ThrowsAsync<ProjectNotFoundException>(() => Provider.GetStatusAsync(projectId, Token)).ConfigureAwait(false);
        }
        else
        {
            Assert.Equal(expected, (await Provider.GetStatusAsync(projectId, Token).ConfigureAwait(false)).State);
        }
    }

    /// <summary>Reads what tells the resources of a project from ones made later: equal before and after means that nothing was made anew.</summary>
    /// <param name="projectId">The project.</param>
    /// <param name="kind">The kind of the resources, or <see langword="null"/> for all.</param>
    /// <returns>Kind, name and identity of each, in order.</returns>
    protected async Task<IReadOnlyList<string>> IdentitiesAsync(ProjectId projectId, string? kind = null)
    {
        IReadOnlyList<ConformanceResource> resources = await Fixture.ListResourcesAsync(projectId, Token).ConfigureAwait(false);
        return [.. resources.Where(resource => kind is null || resource.Kind == kind).Select(resource => $"{resource} {resource.Identity}").Order(StringComparer.Ordinal)];
    }

    /// <summary>Renders the addresses of a project's endpoints, to compare them.</summary>
    /// <param name="project">The project.</param>
    /// <returns>One text for each endpoint, in order.</returns>
    protected static IReadOnlyList<string> Addresses(ProvisionedProject project)
    {
        ArgumentNullException.ThrowIfNull(project);
        return [.. project.Endpoints.Select(endpoint => $"{endpoint.Name} {endpoint.ServiceName} {endpoint.Scope} {endpoint.Url}")];
    }
}
