namespace Provisioning.Projects;

/// <summary>How a project that was seen differs from what it shall be, and what makes it that.</summary>
/// <param name="Text">The difference, for people.</param>
/// <param name="Remedy">What makes it what it shall be; <see langword="null"/> when nothing can.</param>
internal sealed record Drift(string Text, ProjectOperationKind? Remedy)
{
    /// <summary>Compares a record, on which no operation works, with what its backend says.</summary>
    /// <returns>The difference; <see langword="null"/> when there is none, or when the backend cannot tell now.</returns>
    public static Drift? Find(ProjectRecord record, ProvisionedProject? observed) => record.DesiredState switch
    {
        _ when observed is { State: ProjectState.Unknown or ProjectState.Provisioning } => null,
        ProjectDesiredState.Running => Running(record, observed),
        ProjectDesiredState.Stopped => Stopped(record, observed),
        ProjectDesiredState.Archived => Archived(observed),
        _ => new Drift(observed is null ? "The project shall be purged, and its record is left." : "The project shall be purged, and is still there.", ProjectOperationKind.Purge),
    };

    private static Drift? Running(ProjectRecord record, ProvisionedProject? observed) => observed?.State switch
    {
        null => new Drift("The project shall run, and its backend does not have it.", ProjectOperationKind.Repair),
        ProjectState.Running => Revision(record, observed!),
        { } state => new Drift($"The project shall run, and is {Word(state)}.", ProjectOperationKind.Repair),
    };

    private static Drift? Stopped(ProjectRecord record, ProvisionedProject? observed) => observed?.State switch
    {
        null => new Drift("The project shall be stopped, and its backend does not have it.", ProjectOperationKind.Repair),
        ProjectState.Stopped => Revision(record, observed!),
        ProjectState.Deleted => new Drift("The project shall be stopped, and is archived.", ProjectOperationKind.Repair),
        { } state => new Drift($"The project shall be stopped, and is {Word(state)}.", ProjectOperationKind.Stop),
    };

    private static Drift? Archived(ProvisionedProject? observed) => observed?.State switch
    {
        null => new Drift("The project shall be archived, and its backend does not have it: its data is gone.", Remedy: null),
        ProjectState.Deleted => null,
        { } state => new Drift($"The project shall be archived, and is {Word(state)}.", ProjectOperationKind.Delete),
    };

    private static Drift? Revision(ProjectRecord record, ProvisionedProject observed) =>
        record.AppliedGeneration != record.Generation ? new Drift(FormattableString.Invariant($"Generation {record.Generation} is recorded, and {record.AppliedGeneration} was provisioned last."), ProjectOperationKind.Repair)
        : record.BackendRevisionDigest is { } digest && observed.RevisionDigest is { } seen && digest != seen ? new Drift("Another revision than the recorded one is at the backend.", ProjectOperationKind.Repair)
        : null;

    private static string Word(ProjectState state) => state switch
    {
        ProjectState.Deleted => "archived",
        _ => state.ToString().ToLowerInvariant(),
    };
}
