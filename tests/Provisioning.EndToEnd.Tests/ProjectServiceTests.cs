using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using Provisioning.Projects;

namespace Provisioning.EndToEnd.Tests;

/// <summary>The project service over a real engine: what only a backend with data can show.</summary>
#pragma warning disable CA1001 // xunit disposes it by IAsyncLifetime
public sealed class ProjectServiceTests : IAsyncLifetime
#pragma warning restore CA1001
{
    private readonly DemoHost _host = new();
    private readonly IDataProtectionProvider _keys = new NoProtection();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task After_a_lost_database_a_project_is_recorded_again_with_its_endpoints_and_its_data_and_a_failed_change_is_rolled_back()
    {
        ProjectId project = _host.NewProject();
        ProvisionRequest request = await DemoHost.RequestAsync(project);
        IReadOnlyDictionary<string, Secret> secrets;
        ProvisionedProject first;
        await using (ServiceProvider services = Build())
        {
            IProjectService projects = services.GetRequiredService<IProjectService>();
            await projects.CreateAsync(Create(request, secrets: null));
            secrets = await projects.ReadSecretsAsync(project, new SecretAccess { Actor = "test", Reason = "to give them again" });
            first = (await _host.Provider.FindAsync(project))!;
            await DemoHost.AddNoteAsync(first, "kept");
        }

        // Another store: the records are gone.
        await using ServiceProvider next = Build();
        IProjectService again = next.GetRequiredService<IProjectService>();
        ProjectConflictException conflict = await Assert.ThrowsAsync<ProjectConflictException>(() => again.CreateAsync(Create(request, secrets: null)));
        Assert.Contains("DB_PASSWORD", conflict.Message, StringComparison.Ordinal);
        Assert.Contains(secrets["DB_PASSWORD"].Reveal(), await File.ReadAllTextAsync(Directory.EnumerateFiles(_host.StateDirectory, ".env", SearchOption.AllDirectories).Single(file => file.Contains(project.Value, StringComparison.Ordinal))), StringComparison.Ordinal);
        ProjectOperationInfo operation = await again.CreateAsync(Create(request, secrets));
        Assert.Equal(ProjectChange.Unchanged, operation.Outcome!.Change);
        await AssertAsBeforeAsync(first, secrets);
        ProjectInfo recorded = await again.GetAsync(project);
        Assert.Equal(first.Endpoints.Select(endpoint => endpoint.Url), recorded.Endpoints.Select(endpoint => endpoint.Url));

        // A change that never becomes healthy.
        const string Check = """
                  test: ["CMD", "python3", "-I", "/app/health.py"]
                  interval: 1s
                  timeout: 5s
                  retries: 60
            """;
        ProjectTemplate bad = await DemoHost.TemplateAsync(compose => compose.Replace(Check.Replace("\r", string.Empty, StringComparison.Ordinal), """
                  test: ["CMD", "false"]
                  interval: 1s
                  retries: 2
            """, StringComparison.Ordinal));
        Assert.NotEqual(recorded.TemplateDigest, bad.Digest);
        ServiceFailedException failure = await Assert.ThrowsAsync<ServiceFailedException>(() => again.UpdateAsync(
            project,
            new UpdateProjectRequest { Template = bad, Variables = new Dictionary<string, string> { ["GREETING"] = "Never seen" }, FailurePolicy = FailurePolicy.RollBack },
            new ProjectOperationOptions { OperationId = "change-" + project }));
        Assert.Equal(RollBackOutcome.Done, failure.RollBack);
        Assert.Equal((ProjectOperationState.Failed, RollBackOutcome.Done), ((await again.FindOperationAsync("change-" + project))!.State, (await again.FindOperationAsync("change-" + project))!.Error!.RollBack));
        ProjectInfo back = await again.GetAsync(project);
        Assert.Equal((recorded.TemplateDigest, ProjectState.Running), (back.TemplateDigest, back.State));
        Assert.Equal(back.Generation, back.AppliedGeneration);
        Assert.Equal(recorded.Variables, back.Variables);
        Assert.Empty((await next.GetRequiredService<IProjectReconciler>().ReconcileAsync()).Drifted);
        await AssertAsBeforeAsync(first, secrets);
        await again.RepairAsync(project);
        await AssertAsBeforeAsync(first, secrets);
    }

    private static CreateProjectRequest Create(ProvisionRequest request, IReadOnlyDictionary<string, Secret>? secrets) => new()
    {
        ProjectId = request.ProjectId,
        Template = request.Template,
        Variables = request.Variables,
        Secrets = secrets ?? new Dictionary<string, Secret>(),
    };

    private async Task AssertAsBeforeAsync(ProvisionedProject first, IReadOnlyDictionary<string, Secret> secrets)
    {
        ProvisionedProject now = (await _host.Provider.FindAsync(first.Id))!;
        Assert.Equal(ProjectState.Running, now.State);
        Assert.Equal(first.Endpoints.Select(endpoint => endpoint.Url), now.Endpoints.Select(endpoint => endpoint.Url));
        Assert.Contains("kept", await DemoHost.NotesAsync(now));
        Assert.NotEqual("Never seen", (string?)(await DemoHost.FrontPageAsync(now))["message"]);
        Assert.Equal(secrets["DB_PASSWORD"].Reveal(), await _host.EnvironmentAsync(first.Id, "postgres", "POSTGRES_PASSWORD"));
    }

    private ServiceProvider Build()
    {
        var services = new ServiceCollection();
        services.AddSingleton<IDataProtectionProvider>(_keys);
        services.AddProvisioning()
            .AddLocal(options => options.StateDirectory = _host.StateDirectory)
            .AddProjects(projects => projects.UseInMemoryStore())
            .AddProjectReconciler(options => options.Mode = ProjectReconcilerMode.Heal);
        return services.BuildServiceProvider();
    }

    // What is stored lives as long as the test.
    private sealed class NoProtection : IDataProtectionProvider, IDataProtector
    {
        public IDataProtector CreateProtector(string purpose) => this;

        public byte[] Protect(byte[] plaintext) => [.. plaintext];

        public byte[] Unprotect(byte[] protectedData) => [.. protectedData];
    }
}
