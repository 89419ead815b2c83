namespace Provisioning.Projects;

/// <summary>Collects the steps of an operation as a provider reports them.</summary>
internal sealed class StepLog(StoreClock clock)
{
    // A journal is no log: an operation that reports more steps than this is cut off, and its last state still counts.
    private const int MaxSteps = 500;

    private readonly Lock _lock = new();
    private readonly List<ProjectOperationStep> _steps = [];
    private readonly Dictionary<(string Name, string? Subject), int> _open = [];
    private bool _isChanged;

    public void Report(ProvisioningProgress progress)
    {
        DateTimeOffset now = clock.Now;
        bool hasEnded = progress.State is not (ProvisioningProgressState.Started or ProvisioningProgressState.Running);
        lock (_lock)
        {
            (string Name, string? Subject) key = (progress.Step, progress.Subject);
            int index = _open.GetValueOrDefault(key, -1);
            if (index < 0 && _steps.Count >= MaxSteps)
            {
                return;
            }

            var step = new ProjectOperationStep
            {
                Name = progress.Step,
                Subject = progress.Subject,
                State = progress.State,
                StartedAt = index < 0 ? now : _steps[index].StartedAt,
                EndedAt = hasEnded ? now : null,
                Message = progress.Message,
            };
            if (index < 0)
            {
                index = _steps.Count;
                _steps.Add(step);
            }
            else
            {
                _steps[index] = step;
            }

            if (hasEnded)
            {
                _open.Remove(key);
            }
            else
            {
                _open[key] = index;
            }

            _isChanged = true;
        }
    }

    public IReadOnlyList<ProjectOperationStep> Take(out bool isChanged)
    {
        lock (_lock)
        {
            isChanged = _isChanged;
            _isChanged = false;
            return [.. _steps];
        }
    }

    public IReadOnlyList<ProjectOperationStep> Snapshot()
    {
        lock (_lock)
        {
            return [.. _steps];
        }
    }

    /// <summary>The steps of an operation that has ended: none goes on.</summary>
    public IReadOnlyList<ProjectOperationStep> Close(DateTimeOffset endedAt, bool succeeded)
    {
        lock (_lock)
        {
            return [.. _steps.Select(step => step.EndedAt is not null ? step : new ProjectOperationStep
            {
                Name = step.Name,
                Subject = step.Subject,
                State = succeeded ? ProvisioningProgressState.Succeeded : ProvisioningProgressState.Failed,
                StartedAt = step.StartedAt,
                EndedAt = endedAt > step.StartedAt ? endedAt : step.StartedAt,
                Message = step.Message,
            })];
        }
    }
}
