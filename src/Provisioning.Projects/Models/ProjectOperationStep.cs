namespace Provisioning.Projects;

/// <summary>One step of an operation, as recorded. Holds no secret.</summary>
public sealed class ProjectOperationStep
{
    /// <summary>Gets the step: lower case and stable, for instance <c>pull</c>, <c>create</c>, <c>start</c>, <c>wait</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Gets what the step works on; <see langword="null"/> for the whole project.</summary>
    public string? Subject { get; init; }

    /// <summary>Gets how far the step is.</summary>
    public required ProvisioningProgressState State { get; init; }

    /// <summary>Gets when it began, by the store's clock.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Gets when it ended; <see langword="null"/> while it goes on.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Gets more for people.</summary>
    public string? Message { get; init; }

    /// <summary>Returns the step, its subject and how far it is.</summary>
    public override string ToString() => Subject is null ? $"{Name}: {State}" : $"{Name} {Subject}: {State}";
}
