namespace Provisioning.Projects.Tests;

#pragma warning disable CA1001 // Disposed of asynchronously.
public sealed class LifecycleTests : IAsyncLifetime
#pragma warning restore CA1001
{
    private readonly Shared _shared = new();
    private readonly ProjectsHost _host;

    public LifecycleTests() => _host = new ProjectsHost(_shared);

    private IProjectService Projects => _host.Projects;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task A_project_is_created_with_secrets_that_nobody_gave()
    {
        ProjectOperationInfo operation = await Projects.CreateAsync(Templates.Request());

        Assert.Equal((ProjectOperationKind.Create, ProjectOperationState.Succeeded, 1), (operation.Kind, operation.State, operation.Attempt));
        Assert.Equal(ProjectChange.Created, operation.Outcome!.Change);
        Assert.Contains(operation.Steps, step => step is { Name: "start", Subject: "container db", State: ProvisioningProgressState.Succeeded });
        Assert.All(operation.Steps, step => Assert.True(step.EndedAt >= step.StartedAt));
        Assert.True(operation.EndedAt >= operation.StartedAt);
        ProjectInfo project = await Projects.GetAsync(Templates.Acme);
        Assert.Equal((ProjectState.Running, ProjectDesiredState.Running, 1L, 1L), (project.State, project.DesiredState, project.Generation, project.AppliedGeneration));
        Assert.Equal(["ANON_KEY", "API_KEY", "DB_PASSWORD", "JWT_SECRET"], project.SecretNames);
        Assert.Equal(("1", "web", "memory", operation.Id), (project.TemplateVersion, project.TemplateName, project.ProviderName, project.LastOperationId));
        Assert.Null(project.RunningOperation);
        Assert.Contains("***", project.Endpoints.Single(endpoint => endpoint.Name == "db").Url.ToString(), StringComparison.Ordinal);
        IReadOnlyDictionary<string, Secret> secrets = await SecretsAsync();
        Assert.Equal(24, secrets["DB_PASSWORD"].Reveal().Length);
        Assert.Equal(secrets["DB_PASSWORD"].Reveal(), _shared.Backend.FindEnvironment(Templates.Acme, "db")!["POSTGRES_PASSWORD"]);
    }

    [Fact]
    public async Task An_id_is_made_from_the_name_when_none_is_given()
    {
        ProjectOperationInfo operation = await Projects.CreateAsync(new CreateProjectRequest { Name = "Acme & Söhne GmbH", Template = Templates.Web });

        Assert.StartsWith("acme-s-hne-gmbh-", operation.ProjectId.Value, StringComparison.Ordinal);
        Assert.Equal("Acme & Söhne GmbH", (await Projects.GetAsync(operation.ProjectId)).Name);
    }

    [Fact]
    public async Task An_id_made_for_an_operation_id_is_the_same_when_the_call_is_repeated()
    {
        var request = new CreateProjectRequest { Name = "acme", Template = Templates.Web };
        ProjectOperationInfo first = await Projects.CreateAsync(request, new ProjectOperationOptions { OperationId = "key-1" });
        ProjectOperationInfo second = await Projects.CreateAsync(request, new ProjectOperationOptions { OperationId = "key-1" });

        Assert.Equal(first.ProjectId, second.ProjectId);
        Assert.Equal(1, _shared.Count("provision"));
    }

    [Fact]
    public async Task Creating_what_is_there_changes_nothing()
    {
        await Projects.CreateAsync(Templates.Request());
        ProjectOperationInfo again = await Projects.CreateAsync(Templates.Request());

        Assert.Equal((ProjectOperationState.Succeeded, ProjectChange.Unchanged), (again.State, again.Outcome!.Change));
        Assert.Equal(1, _shared.Count("provision"));
    }

    [Fact]
    public async Task Creating_something_else_under_a_name_that_is_taken_is_a_conflict_that_names_the_differences_and_no_values()
    {
        await Projects.CreateAsync(Templates.Request());
        var other = new CreateProjectRequest
        {
            ProjectId = Templates.Acme,
            Template = Templates.WebChanged,
            Domain = "acme.example.com",
            Secrets = new Dictionary<string, Secret> { ["DB_PASSWORD"] = new("something-else-1") },
            Variables = new Dictionary<string, string> { ["SITE_URL"] = "http://example.com" },
            Labels = new Dictionary<string, string> { ["tier"] = "gold" },
            Limits = new ProjectLimits { Pids = 100 },
        };
        ProjectConflictException conflict = await Assert.ThrowsAsync<ProjectConflictException>(() => Projects.CreateAsync(other));

        Assert.Equal(["template", "domain", "limits", "labels", "value of DB_PASSWORD", "value of SITE_URL"], conflict.Details);
        Assert.DoesNotContain("something-else-1", conflict.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_that_is_wrong_leaves_no_record()
    {
        var request = new CreateProjectRequest { ProjectId = Templates.Acme, Template = Templates.Web, Variables = new Dictionary<string, string> { ["NOBODY"] = "1", ["PROJECT_ID"] = "2" } };
        TemplateException problems = await Assert.ThrowsAsync<TemplateException>(() => Projects.CreateAsync(request));

        Assert.Equal(["value_reserved", "value_unknown"], problems.Problems.Select(problem => problem.Code).Order());
        Assert.Null(await Projects.FindAsync(Templates.Acme));
        Assert.Empty((await Projects.ListOperationsAsync()).Items);
        Assert.Empty(_shared.Calls);
    }

    [Fact]
    public async Task A_change_keeps_the_secrets_and_makes_the_next_generation()
    {
        await Projects.CreateAsync(Templates.Request());
        IReadOnlyDictionary<string, Secret> before = await SecretsAsync();
        ProjectOperationInfo operation = await Projects.UpdateAsync(Templates.Acme, new UpdateProjectRequest
        {
            Template = Templates.WebChanged,
            Variables = new Dictionary<string, string> { ["SITE_URL"] = "http://example.com" },
            Secrets = new Dictionary<string, Secret> { ["GIVEN"] = new("given-value") },
            Labels = new Dictionary<string, string> { ["tier"] = "gold" },
            Name = "Acme",
        });

        Assert.Equal((ProjectOperationState.Succeeded, 2L), (operation.State, operation.Generation));
        ProjectInfo project = await Projects.GetAsync(Templates.Acme);
        Assert.Equal(("Acme", 2L, 2L, "2"), (project.Name, project.Generation, project.AppliedGeneration, project.TemplateVersion));
        Assert.Equal("gold", project.Labels["tier"]);
        IReadOnlyDictionary<string, Secret> after = await SecretsAsync();
        Assert.All(before, secret => Assert.Equal(secret.Value, after[secret.Key]));
        Assert.Equal("given-value", _shared.Backend.FindEnvironment(Templates.Acme, "api")!["GIVEN"]);
        Assert.Equal("http://example.com", _shared.Backend.FindEnvironment(Templates.Acme, "api")!["URL"]);

        await Projects.UpdateAsync(Templates.Acme, new UpdateProjectRequest { ResetVariables = ["SITE_URL"] });
        Assert.Equal("http://localhost", _shared.Backend.FindEnvironment(Templates.Acme, "api")!["URL"]);
        Assert.Empty((await Projects.GetAsync(Templates.Acme)).Variables);
    }

    [Fact]
    public async Task An_update_of_another_generation_than_expected_is_a_conflict()
    {
        await Projects.CreateAsync(Templates.Request());
        var options = new ProjectOperationOptions { ExpectedGeneration = 7 };

        await Assert.ThrowsAsync<ProjectConflictException>(() => Projects.UpdateAsync(Templates.Acme, new UpdateProjectRequest(), options));
        options.ExpectedGeneration = 1;
        Assert.Equal(ProjectOperationState.Succeeded, (await Projects.UpdateAsync(Templates.Acme, new UpdateProjectRequest(), options)).State);
    }

    [Fact]
    public async Task A_project_is_archived_restored_and_started_with_the_same_secrets_and_data()
    {
        await Projects.CreateAsync(Templates.Request());
        IReadOnlyDictionary<string, Secret> secrets = await SecretsAsync();
        Provisioning.Testing.InMemoryVolume volume = _shared.Backend.FindVolume(Templates.Acme, "data")!;
        await Projects.DeleteAsync(Templates.Acme);
        ProjectInfo archived = await Projects.GetAsync(Templates.Acme);
        Assert.Equal((ProjectState.Deleted, ProjectDesiredState.Archived), (archived.State, archived.DesiredState));
        Assert.NotNull(archived.DeletedAt);

        await Projects.RestoreAsync(Templates.Acme);
        ProjectInfo restored = await Projects.GetAsync(Templates.Acme);
        Assert.Equal((ProjectState.Stopped, ProjectDesiredState.Stopped), (restored.State, restored.DesiredState));
        Assert.Null(restored.DeletedAt);

        await Projects.StartAsync(Templates.Acme);
        Assert.Equal(ProjectState.Running, (await Projects.GetAsync(Templates.Acme)).State);
        Assert.Same(volume, _shared.Backend.FindVolume(Templates.Acme, "data"));
        Assert.Equal(secrets, await SecretsAsync());
    }

    [Fact]
    public async Task A_purge_leaves_neither_data_nor_record_and_its_operation_stays_readable()
    {
        await Projects.CreateAsync(Templates.Request());
        ProjectOperationInfo purge = await Projects.PurgeAsync(Templates.Acme);

        Assert.Contains("volume data", purge.Outcome!.Changes);
        Assert.Null(await Projects.FindAsync(Templates.Acme));
        Assert.Empty(_shared.Backend.ListResources(Templates.Acme));
        Assert.Equal(ProjectOperationState.Succeeded, (await Projects.GetOperationAsync(purge.Id)).State);
        Assert.Equal([ProjectOperationKind.Purge, ProjectOperationKind.Create], (await Projects.ListOperationsAsync(new ProjectOperationQuery { ProjectId = Templates.Acme })).Items.Select(item => item.Kind));
        await Assert.ThrowsAsync<ProjectNotFoundException>(SecretsAsync);
    }

    [Fact]
    public async Task A_failure_is_recorded_and_thrown_and_the_project_can_be_repaired()
    {
        _shared.Backend.FailNext(ProvisioningOperationNames.Provision, "start container api");
        await Assert.ThrowsAsync<ProviderUnavailableException>(() => Projects.CreateAsync(Templates.Request(), new ProjectOperationOptions { OperationId = "first" }));

        ProjectOperationInfo failed = await Projects.GetOperationAsync("first");
        Assert.Equal((ProjectOperationState.Failed, ProvisioningErrorCode.Unavailable, true), (failed.State, failed.Error!.Code, failed.Error.IsTransient));
        Assert.Contains(failed.Steps, step => step is { Name: "start", Subject: "container db", State: ProvisioningProgressState.Succeeded });
        ProjectInfo project = await Projects.GetAsync(Templates.Acme);
        Assert.Equal((ProjectState.Failed, 1L, 0L), (project.State, project.Generation, project.AppliedGeneration));
        Assert.Equal(ProvisioningErrorCode.Unavailable, project.Error!.Code);
        IReadOnlyDictionary<string, Secret> secrets = await SecretsAsync();

        ProjectOperationInfo repair = await Projects.RepairAsync(Templates.Acme);
        Assert.Contains(repair.Outcome!.Changes, change => change.Contains("container api", StringComparison.Ordinal));
        project = await Projects.GetAsync(Templates.Acme);
        Assert.Equal((ProjectState.Running, 1L), (project.State, project.AppliedGeneration));
        Assert.Null(project.Error);
        Assert.Equal(secrets, await SecretsAsync());
    }

    [Fact]
    public async Task A_failed_operation_can_be_repeated_with_its_id_and_a_successful_one_is_not_repeated()
    {
        _shared.Backend.FailNext(ProvisioningOperationNames.Provision);
        var options = new ProjectOperationOptions { OperationId = "key" };
        await Assert.ThrowsAsync<ProviderUnavailableException>(() => Projects.CreateAsync(Templates.Request(), options));
        ProjectOperationInfo second = await Projects.CreateAsync(Templates.Request(), options);
        ProjectOperationInfo third = await Projects.CreateAsync(Templates.Request(), options);

        Assert.Equal((ProjectOperationState.Succeeded, 2), (second.State, second.Attempt));
        Assert.Null(second.Error);
        Assert.Equal((second.EndedAt, 2), (third.EndedAt, third.Attempt));
        Assert.Equal(2, _shared.Count("provision"));
    }

    [Fact]
    public async Task An_operation_id_of_another_request_is_a_conflict()
    {
        var options = new ProjectOperationOptions { OperationId = "key" };
        await Projects.CreateAsync(Templates.Request(), options);

        ProjectConflictException other = await Assert.ThrowsAsync<ProjectConflictException>(() => Projects.CreateAsync(Templates.Request(ProjectId.Parse("beta")), options));
        Assert.Equal(ProjectErrorCodes.OperationIdReused, other.ErrorCode);
        other = await Assert.ThrowsAsync<ProjectConflictException>(() => Projects.StopAsync(Templates.Acme, options));
        Assert.Equal(ProjectErrorCodes.OperationIdReused, other.ErrorCode);
        await Assert.ThrowsAsync<ProjectConflictException>(() => Projects.CreateAsync(
            new CreateProjectRequest { ProjectId = Templates.Acme, Template = Templates.Web, Secrets = new Dictionary<string, Secret> { ["API_KEY"] = new("x") } },
            options));
    }

    [Fact]
    public async Task Secrets_are_read_by_an_explicit_call_that_is_audited()
    {
        await Projects.CreateAsync(Templates.Request());
        IReadOnlyDictionary<string, Secret> secrets = await Projects.ReadSecretsAsync(Templates.Acme, new SecretAccess { Actor = "ann", Reason = "ticket 7", Names = ["API_KEY"] });
        IReadOnlyDictionary<string, Secret> endpoints = await Projects.RevealEndpointsAsync(Templates.Acme, new SecretAccess { Actor = "bob", Reason = "psql" });

        Assert.Equal(["API_KEY"], secrets.Keys);
        string password = (await SecretsAsync())["DB_PASSWORD"].Reveal();
        Assert.StartsWith($"postgresql://postgres:{password}@127.0.0.1:", endpoints["db"].Reveal(), StringComparison.Ordinal);
        Assert.StartsWith("http://127.0.0.1:", endpoints["api"].Reveal(), StringComparison.Ordinal);
        IReadOnlyList<ProjectAuditEntry> audit = await Projects.ListAuditAsync(new ProjectAuditQuery { ProjectId = Templates.Acme });
        Assert.Equal(["secrets.read", "endpoints.reveal", "secrets.read"], audit.Select(entry => entry.Action));
        Assert.Equal(("ann", "ticket 7", "API_KEY"), (audit[2].Actor, audit[2].Reason, audit[2].Names.Single()));
        ProvisioningException unknown = await Assert.ThrowsAsync<ProvisioningException>(() => Projects.ReadSecretsAsync(Templates.Acme, new SecretAccess { Actor = "a", Reason = "b", Names = ["NOBODY"] }));
        Assert.Equal(ProjectErrorCodes.SecretNotFound, unknown.ErrorCode);
        await Assert.ThrowsAsync<ArgumentException>(() => Projects.ReadSecretsAsync(Templates.Acme, new SecretAccess { Actor = " ", Reason = "b" }));
    }

    [Fact]
    public async Task A_rotated_secret_takes_the_tokens_signed_with_it_along()
    {
        await Projects.CreateAsync(Templates.Request());
        IReadOnlyDictionary<string, Secret> before = await SecretsAsync();
        ProjectOperationInfo operation = await Projects.RotateSecretAsync(Templates.Acme, new RotateSecretRequest { SecretName = "JWT_SECRET" }, new ProjectOperationOptions { Actor = "ann" });
        IReadOnlyDictionary<string, Secret> after = await SecretsAsync();

        Assert.Equal(["ANON_KEY", "JWT_SECRET"], operation.Outcome!.Changes);
        Assert.NotEqual(before["JWT_SECRET"], after["JWT_SECRET"]);
        Assert.NotEqual(before["ANON_KEY"], after["ANON_KEY"]);
        Assert.Equal(before["DB_PASSWORD"], after["DB_PASSWORD"]);
        Assert.Equal(after["ANON_KEY"].Reveal(), _shared.Backend.FindEnvironment(Templates.Acme, "api")!["TOKEN"]);
        Assert.Contains(await Projects.ListAuditAsync(), entry => entry is { Action: "secrets.rotate", Actor: "ann" } && entry.Names.SequenceEqual(["ANON_KEY", "JWT_SECRET"]));

        await Projects.StopAsync(Templates.Acme);
        await Projects.RotateSecretAsync(Templates.Acme, new RotateSecretRequest { SecretName = "API_KEY", Value = new Secret("given-by-hand") });
        Assert.Equal(ProjectState.Stopped, (await Projects.GetAsync(Templates.Acme)).State);
        await Projects.StartAsync(Templates.Acme);
        Assert.Equal("given-by-hand", _shared.Backend.FindEnvironment(Templates.Acme, "api")!["KEY"]);
        ProvisioningException unknown = await Assert.ThrowsAsync<ProvisioningException>(() => Projects.RotateSecretAsync(Templates.Acme, new RotateSecretRequest { SecretName = "NOBODY" }));
        Assert.Equal(ProjectErrorCodes.SecretNotFound, unknown.ErrorCode);
    }

    [Fact]
    public async Task A_plan_records_nothing()
    {
        ProvisioningPlan plan = await Projects.PlanAsync(Templates.Request());
        Assert.True(plan.HasChanges);
        Assert.Null(await Projects.FindAsync(Templates.Acme));
        await Projects.CreateAsync(Templates.Request());
        Assert.False((await Projects.PlanAsync(Templates.Request())).HasChanges);
        Assert.True((await Projects.PlanAsync(new CreateProjectRequest { ProjectId = Templates.Acme, Template = Templates.WebChanged })).HasChanges);
    }

    [Fact]
    public async Task Status_and_logs_come_from_the_backend()
    {
        await Assert.ThrowsAsync<ProjectNotFoundException>(() => Projects.GetStatusAsync(Templates.Acme));
        await Projects.CreateAsync(Templates.Request());
        _shared.Backend.WriteLog(Templates.Acme, "api", "hello", ProjectLogSource.StandardOutput, DateTimeOffset.UnixEpoch);
        Assert.Equal(ProjectState.Running, (await Projects.GetStatusAsync(Templates.Acme)).State);
        var lines = new List<string>();
        await foreach (ProjectLogEntry entry in Projects.ReadLogsAsync(Templates.Acme))
        {
            lines.Add(entry.Message);
        }

        Assert.Equal(["hello"], lines);
    }

    [Fact]
    public async Task Wrong_use_is_told_before_anything_happens()
    {
        await Assert.ThrowsAsync<ArgumentException>(() => Projects.CreateAsync(Templates.Request(), new ProjectOperationOptions { OperationId = "a b" }));
        await Assert.ThrowsAsync<ArgumentException>(() => Projects.CreateAsync(new CreateProjectRequest { Template = Templates.Web, Name = "a\nb" }));
        await Assert.ThrowsAsync<ArgumentException>(() => Projects.CreateAsync(new CreateProjectRequest { Template = Templates.Web, ProviderName = "nobody" }));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Projects.StopAsync(Templates.Acme, new ProjectOperationOptions { Timeout = TimeSpan.Zero }));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Projects.ListAsync(new ProjectQuery { Limit = 0 }));
        Assert.Empty((await Projects.ListOperationsAsync()).Items);
    }

    private Task<IReadOnlyDictionary<string, Secret>> SecretsAsync() => Projects.ReadSecretsAsync(Templates.Acme, new SecretAccess { Actor = "test", Reason = "test" });
}
