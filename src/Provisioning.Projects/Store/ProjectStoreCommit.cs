namespace Provisioning.Projects;

/// <summary>What a store writes in one transaction.</summary>
public sealed class ProjectStoreCommit
{
    /// <summary>
    /// Gets the project to write, or <see langword="null"/>. With <see cref="ProjectRecord.Version"/> 1 it is new and must not exist; with a greater one it replaces the record
    /// whose version is one less.
    /// </summary>
    public ProjectRecord? Project { get; init; }

    /// <summary>Gets the project to remove, or <see langword="null"/>: the one with this id and exactly this version.</summary>
    public ProjectRecord? RemovedProject { get; init; }

    /// <summary>Gets the operations to write, each by its version as with <see cref="Project"/>. No two have the same id.</summary>
    public IReadOnlyList<ProjectOperationRecord> Operations { get; init; } = [];

    /// <summary>Gets a template to keep, or <see langword="null"/>. One of that digest that is there already stays as it is.</summary>
    public TemplateRecord? Template { get; init; }

    /// <summary>Gets the audit entries to add.</summary>
    public IReadOnlyList<ProjectAuditEntry> Audit { get; init; } = [];
}
