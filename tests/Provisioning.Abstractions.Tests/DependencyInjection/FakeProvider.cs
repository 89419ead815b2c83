using System.Runtime.CompilerServices;

namespace Provisioning.Tests;

// Does what it is told to: the decorators and the registration are under test, not the provider.
internal class FakeProvider(string name = "fake") : IProvisioningProvider
{
    public Func<ProjectId, Task<ProvisionedProject>>? Answer { get; set; }

    public ProvisioningProviderMetadata Metadata { get; } = new(name, "fake", ProvisioningCapabilities.StoredSecrets | ProvisioningCapabilities.FollowLogs);

    public Task<ProvisionedProject> ProvisionAsync(ProvisionRequest request, ProvisioningOperationOptions? options = null, CancellationToken cancellationToken = default) => AnswerAsync(request.ProjectId);

    public Task<ProvisionedProject> StartAsync(ProjectId projectId, ProvisioningOperationOptions? options = null, CancellationToken cancellationToken = default) => AnswerAsync(projectId);

    public Task<ProvisionedProject> StopAsync(ProjectId projectId, ProvisioningOperationOptions? options = null, CancellationToken cancellationToken = default) => AnswerAsync(projectId);

    public async Task<ProvisionedProject?> DeleteAsync(ProjectId projectId, ProvisioningOperationOptions? options = null, CancellationToken cancellationToken = default) => await AnswerAsync(projectId);

    public Task<ProvisionedProject> RestoreAsync(ProjectId projectId, ProvisioningOperationOptions? options = null, CancellationToken cancellationToken = default) => AnswerAsync(projectId);

    public async Task<PurgeResult> PurgeAsync(ProjectId projectId, ProvisioningOperationOptions? options = null, CancellationToken cancellationToken = default) =>
        new() { ProjectId = (await AnswerAsync(projectId)).Id };

    public async Task<ProvisioningPlan> PlanAsync(ProvisionRequest request, CancellationToken cancellationToken = default) =>
        new() { ProjectId = (await AnswerAsync(request.ProjectId)).Id, ProviderName = Metadata.ProviderName };

    public async Task<ProvisionedProject?> FindAsync(ProjectId projectId, CancellationToken cancellationToken = default) => await AnswerAsync(projectId);

    public async Task<ProjectStatus> GetStatusAsync(ProjectId projectId, CancellationToken cancellationToken = default) =>
        new() { Project = await AnswerAsync(projectId), ObservedAt = DateTimeOffset.UnixEpoch };

    public async IAsyncEnumerable<ProvisionedProject> ListAsync(ProjectListOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        yield return await AnswerAsync(ProjectId.Parse("a"));
        yield return await AnswerAsync(ProjectId.Parse("b"));
    }

    public async IAsyncEnumerable<ProjectLogEntry> ReadLogsAsync(ProjectId projectId, ProjectLogOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await AnswerAsync(projectId);
        yield return new ProjectLogEntry { ServiceName = "app", Message = "hello" };
    }

    public virtual object? GetService(Type serviceType, object? serviceKey = null) => serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;

    public ProvisionedProject Project(ProjectId id, ProjectState state = ProjectState.Running) => new() { Id = id, ProviderName = Metadata.ProviderName, State = state };

    private Task<ProvisionedProject> AnswerAsync(ProjectId id) => Answer?.Invoke(id) ?? Task.FromResult(Project(id));
}
