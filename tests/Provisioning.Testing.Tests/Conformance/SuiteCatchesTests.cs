using Provisioning.Testing.Conformance;

namespace Provisioning.Testing.Tests;

// A suite that everything passes proves nothing: providers with one fault each must fail it, at the test that is about the fault.
public sealed class SuiteCatchesTests
{
    public static TheoryData<string> Faults => ["archive loses data", "provision is not idempotent", "purge leaves the volume", "stop of absent succeeds", "busy is ignored", "secret is shown"];

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_provider_with_a_fault_fails_the_test_about_it(string fault)
    {
        Assert.Null(await Record.ExceptionAsync(() => RunAsync(fault, isFaulty: false)));
        Exception? exception = await Record.ExceptionAsync(() => RunAsync(fault, isFaulty: true));
        Assert.IsAssignableFrom<Xunit.Sdk.XunitException>(exception);
    }

    private static async Task RunAsync(string fault, bool isFaulty)
    {
        var fixture = new FaultyFixture(isFaulty ? fault : null);
        await fixture.InitializeAsync();
        switch (fault)
        {
            case "archive loses data":
                await RunAsync(new Lifecycle(fixture), tests => tests.Deleting_a_running_project_archives_it());
                break;
            case "provision is not idempotent":
                await RunAsync(new Lifecycle(fixture), tests => tests.Provisioning_the_same_again_does_nothing());
                break;
            case "purge leaves the volume":
                await RunAsync(new Lifecycle(fixture), tests => tests.Purging_a_running_project_removes_everything());
                break;
            case "stop of absent succeeds":
                await RunAsync(new Lifecycle(fixture), tests => tests.Stopping_an_absent_project_is_not_found());
                break;
            case "busy is ignored":
                await RunAsync(new Lifecycle(fixture), tests => tests.Stopping_a_project_being_provisioned_is_busy());
                break;
            default:
                await RunAsync(new Provision(fixture), tests => tests.No_result_shows_a_secret());
                break;
        }
    }

    private static async Task RunAsync<TTests>(TTests tests, Func<TTests, Task> test)
        where TTests : ProviderConformanceTests
    {
        try
        {
            await test(tests);
        }
        finally
        {
            await tests.DisposeAsync();
        }
    }

    private sealed class Lifecycle(ProviderConformanceFixture fixture) : LifecycleConformanceTests(fixture);

    private sealed class Provision(ProviderConformanceFixture fixture) : ProvisionConformanceTests(fixture);

    private sealed class FaultyFixture(string? fault) : InMemoryConformanceFixture
    {
        public override async Task<IProvisioningProvider> CreateProviderAsync(CancellationToken cancellationToken)
        {
            IProvisioningProvider provider = await base.CreateProviderAsync(cancellationToken);
            return fault is null ? provider : new FaultyProvider(provider, fault);
        }
    }

    private sealed class FaultyProvider(IProvisioningProvider inner, string fault) : DelegatingProvisioningProvider(inner)
    {
        public override async Task<ProvisionedProject> ProvisionAsync(ProvisionRequest request, ProvisioningOperationOptions? options = null, CancellationToken cancellationToken = default)
        {
            if (fault == "provision is not idempotent" && await FindAsync(request.ProjectId, cancellationToken) is not null)
            {
                await StopAsync(request.ProjectId, options, cancellationToken);
            }

            ProvisionedProject project = await base.ProvisionAsync(request, options, cancellationToken);
            return fault != "secret is shown" ? project : new ProvisionedProject
            {
                Id = project.Id,
                ProviderName = project.ProviderName,
                State = project.State,
                Endpoints = [new ProjectEndpoint { Name = "private", ServiceName = "app", Scope = EndpointScope.Host, Url = new Uri($"tcp://user:{request.Secrets["APP_SECRET"].Reveal()}@localhost/") }],
            };
        }

        public override async Task<ProvisionedProject> StopAsync(ProjectId projectId, ProvisioningOperationOptions? options = null, CancellationToken cancellationToken = default) => fault switch
        {
            "stop of absent succeeds" or "busy is ignored" => new ProvisionedProject { Id = projectId, ProviderName = Metadata.ProviderName, State = ProjectState.Stopped },
            _ => await base.StopAsync(projectId, options, cancellationToken),
        };

        public override async Task<ProvisionedProject?> DeleteAsync(ProjectId projectId, ProvisioningOperationOptions? options = null, CancellationToken cancellationToken = default)
        {
            if (fault == "archive loses data")
            {
                this.GetService<InMemoryBackend>()!.FindVolume(projectId, "data")!.Write("marker", string.Empty);
            }

            return await base.DeleteAsync(projectId, options, cancellationToken);
        }

        public override Task<PurgeResult> PurgeAsync(ProjectId projectId, ProvisioningOperationOptions? options = null, CancellationToken cancellationToken = default) =>
            fault == "purge leaves the volume"
                ? Task.FromResult(new PurgeResult { ProjectId = projectId, Removed = ["volume data"] })
                : base.PurgeAsync(projectId, options, cancellationToken);
    }
}
