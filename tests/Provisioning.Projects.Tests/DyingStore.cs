namespace Provisioning.Projects.Tests;

/// <summary>The store as a process sees it that is killed: from one commit on, before or after it was written, nothing answers any more.</summary>
internal sealed class DyingStore(IProjectStore inner) : DelegatingStore(inner)
{
    private readonly TaskCompletionSource _died = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _commits;

    public int DieAtCommit { get; set; } = int.MaxValue;

    public bool AfterWriting { get; set; }

    public int Commits => _commits;

    public Task Died => _died.Task;

    public void Die() => _died.TrySetResult();

    public override Task<DateTimeOffset> GetTimeAsync(CancellationToken cancellationToken = default) => Alive(() => base.GetTimeAsync(cancellationToken));

    public override Task<ProjectRecord?> FindProjectAsync(ProjectId projectId, CancellationToken cancellationToken = default) => Alive(() => base.FindProjectAsync(projectId, cancellationToken));

    public override Task<ProjectOperationRecord?> FindOperationAsync(string operationId, CancellationToken cancellationToken = default) => Alive(() => base.FindOperationAsync(operationId, cancellationToken));

    public override async Task<bool> CommitAsync(ProjectStoreCommit commit, CancellationToken cancellationToken = default)
    {
        bool isLast = Interlocked.Increment(ref _commits) == DieAtCommit;
        if (isLast && !AfterWriting)
        {
            Die();
        }

        bool written = await Alive(() => base.CommitAsync(commit, cancellationToken));
        if (isLast)
        {
            Die();
        }

        return await Alive(() => Task.FromResult(written));
    }

    private Task<T> Alive<T>(Func<Task<T>> call) => _died.Task.IsCompleted
        ? Task.FromException<T>(new ProvisioningException("The process is dead.") { ErrorCode = ProjectErrorCodes.StoreUnavailable, IsTransient = true })
        : call();
}
