using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Provisioning.Projects;

internal sealed partial class ProjectService : IProjectService, IAsyncDisposable, IDisposable
{
    private readonly ProjectContext _context;
    private readonly LeaseOwner _owner;
    private readonly OperationStarter _starter;
    private readonly RevisionMaker _revisions;

    public ProjectService(
        IProjectStore store,
        IDataProtectionProvider dataProtection,
        IProvisioningProviderRegistry providers,
        IOptions<ProjectServiceOptions> options,
        TimeProvider timeProvider,
        ILogger<ProjectService> logger)
        : this(store, dataProtection, providers, options.Value, timeProvider, logger, new ProcessFacts())
    {
    }

    internal ProjectService(
        IProjectStore store,
        IDataProtectionProvider dataProtection,
        IProvisioningProviderRegistry providers,
        ProjectServiceOptions options,
        TimeProvider timeProvider,
        ILogger<ProjectService> logger,
        ProcessFacts facts)
    {
        _owner = new LeaseOwner(facts);
        _context = new ProjectContext(store, new SecretVault(dataProtection), providers, options, timeProvider, logger, _owner);
        _starter = new OperationStarter(_context);
        _revisions = new RevisionMaker(_context);
    }

    internal ProjectContext Context => _context;

    internal OperationStarter Starter => _starter;

    public async ValueTask DisposeAsync()
    {
        await _starter.DisposeAsync().ConfigureAwait(false);
        _owner.Dispose();
    }

    // A container that is disposed of synchronously must work too.
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    /// <summary>Begins a call's operation, and sees it to its end when the caller waits for it.</summary>
    private async Task<ProjectOperationInfo> RunAsync(OperationCall call, CancellationToken cancellationToken)
    {
        ProjectOperationRecord operation = await _starter.BeginAsync(call, cancellationToken).ConfigureAwait(false);
        while (call.Options.WaitForCompletion && operation.EndedAt is null)
        {
            if (_starter.Find(operation.Id) is { } running)
            {
                OperationEnd end = await running.Completion.WaitAsync(cancellationToken).ConfigureAwait(false);
                operation = end.Record;
                if (end.Exception is not null)
                {
                    throw end.Exception;
                }

                ThrowIfStopping(operation);
            }
            else
            {
                await _starter.WaitAsync(operation.Id, cancellationToken).ConfigureAwait(false);
                operation = await ReadAsync(operation, cancellationToken).ConfigureAwait(false);
            }
        }

        return call.Options.WaitForCompletion && operation.Error is { } error
            ? throw OperationErrors.ToException(error, operation.ProjectId, ProjectErrors.OperationName(operation.Kind))
            : ProjectMapper.ToInfo(operation);
    }

    // An operation of another process, whose holder may die while we wait: then this call takes it up.
    private async Task<ProjectOperationRecord> ReadAsync(ProjectOperationRecord operation, CancellationToken cancellationToken)
    {
        ProjectOperationRecord? read = await _context.Store.FindOperationAsync(operation.Id, cancellationToken).ConfigureAwait(false);
        if (read is { EndedAt: not null })
        {
            return read;
        }

        ProjectRecord? project = await _context.Store.FindProjectAsync(operation.ProjectId, cancellationToken).ConfigureAwait(false);
        DateTimeOffset now = await _context.Store.GetTimeAsync(cancellationToken).ConfigureAwait(false);
        if (read is null || project?.Lease is not { } lease || lease.OperationId != operation.Id)
        {
            // It ended between the two reads, or its record is gone.
            return await _context.Store.FindOperationAsync(operation.Id, cancellationToken).ConfigureAwait(false) ?? throw ProjectErrors.OperationNotFound(operation.Id);
        }

        return _context.IsHeld(lease, now)
            ? read
            : await _starter.ResumeAsync(read, project, now, cancellationToken).ConfigureAwait(false) ?? read;
    }

    private void ThrowIfStopping(ProjectOperationRecord operation)
    {
        if (operation.EndedAt is null && _starter.IsDisposed)
        {
            throw new OperationCanceledException($"The process ends, and '{operation.Id}' was handed over: it goes on in another one, or after the restart.");
        }
    }
}
