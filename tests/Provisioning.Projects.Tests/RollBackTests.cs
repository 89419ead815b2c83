namespace Provisioning.Projects.Tests;

#pragma warning disable CA1001 // Disposed of asynchronously.
public sealed class RollBackTests : IAsyncLifetime
#pragma warning restore CA1001
{
    private readonly Shared _shared = new();
    private readonly ProjectsHost _host;
    private RollingBackProvider _provider = null!;

    public RollBackTests() => _host = new ProjectsHost(_shared, reconcile: options => options.Mode = ProjectReconcilerMode.Heal, around: inner => _provider = new RollingBackProvider(inner));

    private static UpdateProjectRequest Change => new()
    {
        Template = Templates.WebChanged,
        Name = "Other",
        Secrets = new Dictionary<string, Secret> { ["API_KEY"] = new("another-api-key") },
        Variables = new Dictionary<string, string> { ["SITE_URL"] = "http://other.example.com" },
        FailurePolicy = FailurePolicy.RollBack,
    };

    private IProjectService Projects => _host.Projects;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task A_rolled_back_update_leaves_the_record_as_it_was_and_nothing_applies_the_failed_revision_again()
    {
        IReadOnlyDictionary<string, Secret> secrets = await CreateAsync();
        ServiceFailedException failure = await Assert.ThrowsAsync<ServiceFailedException>(() => Projects.UpdateAsync(Templates.Acme, Change, new ProjectOperationOptions { OperationId = "change" }));

        Assert.Equal(RollBackOutcome.Done, failure.RollBack);
        ProjectOperationInfo operation = (await Projects.FindOperationAsync("change"))!;
        Assert.Equal((ProjectOperationState.Failed, RollBackOutcome.Done), (operation.State, operation.Error!.RollBack));
        await AssertAsBeforeAsync(secrets);
        int calls = _provider.Requests.Count;
        ProjectReconcileResult round = await _host.Reconciler.ReconcileAsync();
        Assert.Empty(round.Drifted);
        Assert.Equal(calls, _provider.Requests.Count);
        Assert.Equal(secrets["API_KEY"].Reveal(), _shared.Backend.FindEnvironment(Templates.Acme, "api")!["KEY"]);

        // Repair is of the good revision as well, and a change that works goes through.
        await Projects.RepairAsync(Templates.Acme);
        await AssertAsBeforeAsync(secrets);
        _provider.Bad = null;
        await Projects.UpdateAsync(Templates.Acme, Change);
        ProjectInfo project = await Projects.GetAsync(Templates.Acme);
        Assert.Equal((4L, 4L, "2", "Other"), (project.Generation, project.AppliedGeneration, project.TemplateVersion, project.Name));
    }

    [Fact]
    public async Task A_change_that_fails_before_anything_was_changed_is_taken_back_from_the_record()
    {
        IReadOnlyDictionary<string, Secret> secrets = await CreateAsync();
        _provider.Outcome = RollBackOutcome.None;
        await Assert.ThrowsAsync<ServiceFailedException>(() => Projects.UpdateAsync(Templates.Acme, Change));

        await AssertAsBeforeAsync(secrets);
        Assert.Empty((await _host.Reconciler.ReconcileAsync()).Drifted);
    }

    [Fact]
    public async Task When_the_way_back_fails_too_healing_goes_on_with_it()
    {
        IReadOnlyDictionary<string, Secret> secrets = await CreateAsync();
        _provider.Outcome = RollBackOutcome.Failed;
        await Assert.ThrowsAsync<ServiceFailedException>(() => Projects.UpdateAsync(Templates.Acme, Change));

        Assert.Equal((3L, 1L), ((await Projects.GetAsync(Templates.Acme)).Generation, (await Projects.GetAsync(Templates.Acme)).AppliedGeneration));
        Assert.Equal([Templates.Acme], (await _host.Reconciler.ReconcileAsync()).Healed);
        Assert.Equal(Templates.Web.Digest, _provider.Requests[^1].Request.Template.Digest);
        await AssertAsBeforeAsync(secrets);
    }

    [Fact]
    public async Task A_rotation_is_rolled_back_with_the_secret_and_a_stopped_project_is_stopped_again()
    {
        IReadOnlyDictionary<string, Secret> secrets = await CreateAsync();
        await Projects.StopAsync(Templates.Acme);
        _provider.Bad = Templates.Web;
        await Assert.ThrowsAsync<ServiceFailedException>(() => Projects.RotateSecretAsync(Templates.Acme, new RotateSecretRequest { SecretName = "API_KEY", FailurePolicy = FailurePolicy.RollBack }));

        Assert.Equal(secrets["API_KEY"], (await Verbs.SecretsAsync(Projects))!["API_KEY"]);
        ProjectInfo project = await Projects.GetAsync(Templates.Acme);
        Assert.Equal((ProjectState.Stopped, ProjectDesiredState.Stopped), (project.State, project.DesiredState));
    }

    [Fact]
    public async Task Without_roll_back_the_failed_revision_is_what_the_project_shall_be_and_a_repair_may_go_back()
    {
        IReadOnlyDictionary<string, Secret> secrets = await CreateAsync();
        UpdateProjectRequest change = Change;
        await Assert.ThrowsAsync<ServiceFailedException>(() => Projects.UpdateAsync(Templates.Acme, new UpdateProjectRequest { Template = change.Template, Secrets = change.Secrets }));
        Assert.Equal((Templates.WebChanged.Digest, 2L, 1L), ((await Projects.GetAsync(Templates.Acme)).TemplateDigest, (await Projects.GetAsync(Templates.Acme)).Generation, (await Projects.GetAsync(Templates.Acme)).AppliedGeneration));

        await Assert.ThrowsAsync<ServiceFailedException>(() => Projects.RepairAsync(Templates.Acme, new RepairProjectRequest { FailurePolicy = FailurePolicy.RollBack }));
        await AssertAsBeforeAsync(secrets);
    }

    [Fact]
    public async Task A_host_that_takes_the_operation_up_rolls_it_back()
    {
        IReadOnlyDictionary<string, Secret> secrets = await CreateAsync();
        var store = new DyingStore(_shared.Store) { DieAtCommit = 1, AfterWriting = true };
        var killed = new ProjectsHost(_shared, store: store, around: inner => new RollingBackProvider(inner));
        Task call = killed.Projects.UpdateAsync(Templates.Acme, Change, new ProjectOperationOptions { OperationId = "change" });
        await store.Died.WaitAsync(TimeSpan.FromSeconds(120));
        await killed.DisposeAsync();
        await Record.ExceptionAsync(() => call);

        await _host.Reconciler.ReconcileAsync();
        Assert.Equal((ProjectOperationState.Failed, RollBackOutcome.Done), ((await Projects.FindOperationAsync("change"))!.State, (await Projects.FindOperationAsync("change"))!.Error!.RollBack));
        await AssertAsBeforeAsync(secrets);
    }

    [Fact]
    public async Task An_operation_that_is_given_up_after_a_crash_is_taken_back_from_the_record()
    {
        IReadOnlyDictionary<string, Secret> secrets = await CreateAsync();
        var store = new DyingStore(_shared.Store) { DieAtCommit = 1, AfterWriting = true };
        var killed = new ProjectsHost(_shared, store: store, around: inner => new RollingBackProvider(inner));
        Task call = killed.Projects.UpdateAsync(Templates.Acme, Change);
        await store.Died.WaitAsync(TimeSpan.FromSeconds(120));
        await killed.DisposeAsync();
        await Record.ExceptionAsync(() => call);

        // Another call takes the project over.
        await Projects.StopAsync(Templates.Acme);
        await Projects.StartAsync(Templates.Acme);
        await AssertAsBeforeAsync(secrets);
    }

    [Fact]
    public async Task What_the_provider_cannot_do_is_refused_by_name_before_anything_is_recorded()
    {
        var shared = new Shared();
        await using var host = new ProjectsHost(shared, around: inner => new PoorProvider(inner));
        await host.Projects.CreateAsync(Templates.Request());
        int operations = (await host.Projects.ListOperationsAsync()).Items.Count;
        ProjectId other = ProjectId.Parse("other");
        (Func<Task> Call, string Name)[] calls =
        [
            (() => host.Projects.UpdateAsync(Templates.Acme, Change), "FailurePolicy.RollBack"),
            (() => host.Projects.RepairAsync(Templates.Acme, new RepairProjectRequest { FailurePolicy = FailurePolicy.RollBack }), "FailurePolicy.RollBack"),
            (() => host.Projects.RotateSecretAsync(Templates.Acme, new RotateSecretRequest { SecretName = "API_KEY", FailurePolicy = FailurePolicy.RollBack }), "FailurePolicy.RollBack"),
            (() => host.Projects.CreateAsync(new CreateProjectRequest { ProjectId = other, Template = Templates.Web, AdoptExisting = true }), "AdoptExisting"),
            (() => host.Projects.UpdateAsync(Templates.Acme, new UpdateProjectRequest { AdoptExisting = true }), "AdoptExisting"),
            (() => host.Projects.RepairAsync(Templates.Acme, new RepairProjectRequest { AdoptExisting = true }), "AdoptExisting"),
            (() => host.Projects.PlanAsync(new CreateProjectRequest { ProjectId = other, Template = Templates.Web, AdoptExisting = true }), "AdoptExisting"),
        ];
        foreach ((Func<Task> call, string name) in calls)
        {
            ProvisioningException exception = await Assert.ThrowsAsync<ProvisioningException>(call);
            Assert.Equal((ProvisioningErrorCode.NotSupported, "memory"), (exception.ErrorCode, exception.ProviderName));
            Assert.Contains(name, exception.Message, StringComparison.Ordinal);
        }

        Assert.Equal(operations, (await host.Projects.ListOperationsAsync()).Items.Count);
        Assert.Equal(1L, (await host.Projects.GetAsync(Templates.Acme)).Generation);
        Assert.Null(await host.Projects.FindAsync(other));
    }

    [Fact]
    public async Task Adopting_is_said_to_the_provider_and_counts_for_one_operation()
    {
        await Projects.CreateAsync(new CreateProjectRequest { ProjectId = Templates.Acme, Template = Templates.Web, AdoptExisting = true });
        await Projects.RepairAsync(Templates.Acme);
        await Projects.RepairAsync(Templates.Acme, new RepairProjectRequest { AdoptExisting = true });
        await Projects.UpdateAsync(Templates.Acme, new UpdateProjectRequest { Template = Templates.WebChanged, AdoptExisting = true });
        Assert.Equal([true, false, true, true], _provider.Requests.Select(made => made.Request.AdoptExisting));
    }

    [Fact]
    public async Task An_operation_that_is_taken_up_masks_what_was_rotated_away()
    {
        IReadOnlyDictionary<string, Secret> secrets = await CreateAsync();
        string old = secrets["API_KEY"].Reveal();
        var store = new DyingStore(_shared.Store) { DieAtCommit = 1, AfterWriting = true };
        var killed = new ProjectsHost(_shared, store: store, around: inner => new RollingBackProvider(inner));
        Task call = killed.Projects.RotateSecretAsync(Templates.Acme, new RotateSecretRequest { SecretName = "API_KEY" }, new ProjectOperationOptions { OperationId = "rotation" });
        await store.Died.WaitAsync(TimeSpan.FromSeconds(120));
        await killed.DisposeAsync();
        await Record.ExceptionAsync(() => call);

        // The containers still say the old value, also to later operations.
        (_provider.Bad, _provider.FailureText) = (Templates.Web, $"The service said '{old}'.");
        await _host.Reconciler.ReconcileAsync();
        ProjectOperationInfo operation = (await Projects.FindOperationAsync("rotation"))!;
        Assert.Equal((ProjectOperationState.Failed, 2), (operation.State, operation.Attempt));
        Assert.Equal("The service said '***'.", operation.Error!.Message);
        ServiceFailedException failure = await Assert.ThrowsAsync<ServiceFailedException>(() => Projects.RepairAsync(Templates.Acme));
        Assert.DoesNotContain(old, failure.ToString(), StringComparison.Ordinal);

        // Provisioned, they say it no more.
        _provider.Bad = null;
        await Projects.RepairAsync(Templates.Acme);
        ProjectRecord record = (await _shared.Store.FindProjectAsync(Templates.Acme))!;
        Assert.Empty(record.ReplacedSecrets);
        Assert.Null(record.LastGood);
    }

    private async Task<IReadOnlyDictionary<string, Secret>> CreateAsync()
    {
        await Projects.CreateAsync(Templates.Request());
        _provider.Bad = Templates.WebChanged;
        return (await Verbs.SecretsAsync(Projects))!;
    }

    private async Task AssertAsBeforeAsync(IReadOnlyDictionary<string, Secret> secrets)
    {
        ProjectInfo project = await Projects.GetAsync(Templates.Acme);
        Assert.Equal((Templates.Web.Digest, "1", "acme"), (project.TemplateDigest, project.TemplateVersion, project.Name));
        Assert.Equal((ProjectState.Running, ProjectDesiredState.Running), (project.State, project.DesiredState));
        Assert.Equal(project.Generation, project.AppliedGeneration);
        Assert.Empty(project.Variables);
        IReadOnlyDictionary<string, Secret> now = (await Verbs.SecretsAsync(Projects))!;
        Assert.All(secrets, secret => Assert.Equal(secret.Value, now[secret.Key]));
    }

    private sealed class PoorProvider(IProvisioningProvider inner) : DelegatingProvisioningProvider(inner)
    {
        public override ProvisioningProviderMetadata Metadata => new(base.Metadata.ProviderName, base.Metadata.Kind, ProvisioningCapabilities.None);
    }
}
