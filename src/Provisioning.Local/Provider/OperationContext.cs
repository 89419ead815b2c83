using Provisioning.Local.Storage;

namespace Provisioning.Local;

/// <summary>One operation while it runs: what it is, how long it may take, what was recorded of it.</summary>
internal sealed class OperationContext(
    ProjectOperation operation,
    ProjectRecord? record,
    ProjectStateStore store,
    string providerName,
    DateTimeOffset deadline,
    IProgress<ProvisioningProgress>? progress,
    TimeProvider timeProvider,
    FailurePolicy failurePolicy,
    CancellationToken limit,
    CancellationToken token)
{
    private CancellationToken _limit = limit;
    private DateTimeOffset _deadline = deadline;
    private OperationFailure? _rollsBack;
    private readonly ProjectRecord? _original = record;
    private bool _isBegun;
    private bool _isChanged;

    public ProjectId ProjectId => operation.ProjectId;

    public string OperationName => operation.Name;

    public string ProviderName => providerName;

    public CancellationToken Token { get; private set; } = token;

    /// <summary>Gets whether a failure from now on is rolled back.</summary>
    public bool WillRollBack => failurePolicy == FailurePolicy.RollBack && _rollsBack is null && _isChanged && Record?.LastGood is not null;

    /// <summary>Gets whether the operation's time is over, as opposed to cancelled by its callers.</summary>
    public bool IsDeadlineOver => _limit.IsCancellationRequested;

    /// <summary>Gets the record as it stands on disk now.</summary>
    public ProjectRecord? Record { get; private set; } = record;

    /// <summary>Gets why there is no record although there is a file for it; only of operations that can make it again.</summary>
    public ProvisioningException? Damage { get; init; }

    /// <summary>Gets the step that the operation is at, for errors.</summary>
    public string? Step { get; private set; }

    public SecretMasker Masker { get; set; } = new(record?.Secrets.Values ?? Enumerable.Empty<string>());

    /// <summary>Writes down that the operation has begun. Until then nothing may be changed; a crash afterwards leaves the project as failed.</summary>
    public async Task BeginAsync(ProjectRecord record)
    {
        if (Damage is not null)
        {
            await store.KeepDamagedAsync(ProjectId).ConfigureAwait(false);
        }

        await WriteAsync(record with
        {
            Operation = new OperationJournal
            {
                Name = operation.Name,
                Id = operation.Id,
                StartedAt = operation.StartedAt,
                Deadline = _deadline,
                ProcessId = Environment.ProcessId,
                Host = Environment.MachineName,
                RollsBack = _rollsBack,
            },
        }).ConfigureAwait(false);
        _isBegun = true;
    }

    /// <summary>Changes the record while the operation goes on.</summary>
    public Task UpdateAsync(Func<ProjectRecord, ProjectRecord> change) => WriteAsync(change(Record!));

    /// <summary>Says that from here on something at the engine or in the accepted revision differs from before.</summary>
    public void MarkChanged() => _isChanged = true;

    /// <summary>Writes down that the last good revision is the accepted one again, and what failed; from here on the operation carries that out, in a time of its own.</summary>
    public async Task BeginRollBackAsync(ProvisioningException failure, DateTimeOffset newDeadline, CancellationToken newToken)
    {
        _rollsBack = new OperationFailure { Code = failure.ErrorCode.Value, Message = Masker.Mask(failure.Message), EndedAt = timeProvider.GetUtcNow() };
        _deadline = newDeadline;
        Token = _limit = newToken;
        await WriteAsync(Record!.LastGood!.AcceptAgain(Record) with { Operation = Record.Operation! with { Deadline = newDeadline, RollsBack = _rollsBack } }).ConfigureAwait(false);
    }

    /// <summary>Writes down that the operation has succeeded.</summary>
    public async Task CompleteAsync(Func<ProjectRecord, ProjectRecord> change)
    {
        await WriteAsync(change(Record!) with { Operation = null }).ConfigureAwait(false);
        _isBegun = false;
    }

    /// <summary>Says that there is nothing to write down any more: the record is gone.</summary>
    public void Forget()
    {
        Record = null;
        _isBegun = false;
    }

    /// <summary>Writes down that the operation has failed; what changed nothing leaves no trace.</summary>
    public async Task FailAsync(string code, string message)
    {
        if (!_isBegun)
        {
            return;
        }

        if (_isChanged || _original is { Operation: not null })
        {
            // A failure that stood there before stays one, even if this attempt got nowhere.
            await WriteAsync(Record! with
            {
                Operation = Record!.Operation! with { Failure = new OperationFailure { Code = code, Message = Masker.Mask(message), EndedAt = timeProvider.GetUtcNow() } },
            }).ConfigureAwait(false);
        }
        else if (_original is null)
        {
            RemoveRecord();
        }
        else
        {
            await WriteAsync(_original).ConfigureAwait(false);
        }
    }

    public void Report(string step, ProvisioningProgressState state, string? subject = null, string? message = null, double? fraction = null)
    {
        Step = step;
        if (progress is null)
        {
            return;
        }

        try
        {
            progress.Report(new ProvisioningProgress
            {
                ProjectId = ProjectId,
                OperationName = OperationName,
                Step = step,
                Subject = subject,
                State = state,
                Message = message,
                Fraction = fraction,
            });
        }
#pragma warning disable CA1031 // A caller's display must not break its operation; the contract says so.
        catch (Exception)
#pragma warning restore CA1031
        {
        }
    }

    private void RemoveRecord()
    {
        try
        {
            if (Damage is null)
            {
                store.Remove(ProjectId);
            }
            else
            {
                store.PutDamagedBack(ProjectId);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The error to report is the operation's own; the journal that stays says "cut off", which every way out works for.
        }
    }

    // What is done must be written down even if the caller has just lost patience.
    private async Task WriteAsync(ProjectRecord record)
    {
        await store.WriteAsync(ProjectId, record, CancellationToken.None).ConfigureAwait(false);
        Record = record;
    }
}
