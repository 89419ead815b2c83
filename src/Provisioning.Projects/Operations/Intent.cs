namespace Provisioning.Projects;

/// <summary>What a call has decided to do, from the record as it is.</summary>
internal sealed class Intent
{
    /// <summary>Gets the record with what the call changes; <see langword="null"/> when there is nothing to do.</summary>
    public ProjectRecord? Project { get; init; }

    /// <summary>Gets what was found when there is nothing to do.</summary>
    public ProjectOperationOutcome? NothingToDo { get; init; }

    public ProjectOperationParameters Parameters { get; init; } = new();

    public TemplateRecord? Template { get; init; }

    /// <summary>Gets who is written to the audit with it, and what names.</summary>
    public IReadOnlyList<string>? AuditedNames { get; init; }

    public static Intent Nothing(bool alreadyAbsent = false) => new() { NothingToDo = new ProjectOperationOutcome { AlreadyAbsent = alreadyAbsent } };
}
