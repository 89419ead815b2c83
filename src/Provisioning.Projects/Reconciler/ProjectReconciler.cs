namespace Provisioning.Projects;

internal sealed class ProjectReconciler : IProjectReconciler
{
    public Task<ProjectReconcileResult> ReconcileAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException();
}
