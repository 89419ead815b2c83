namespace Provisioning.Projects.Tests;

/// <summary>Sends every record through its text, as a database does, and keeps all that was ever written.</summary>
internal sealed class SerializingStore(IProjectStore inner) : DelegatingStore(inner)
{
    private readonly Lock _lock = new();
    private readonly List<string> _written = [];

    public IReadOnlyList<string> Written
    {
        get
        {
            lock (_lock)
            {
                return [.. _written];
            }
        }
    }

    public override Task<bool> CommitAsync(ProjectStoreCommit commit, CancellationToken cancellationToken = default) => base.CommitAsync(
        new ProjectStoreCommit
        {
            Project = commit.Project is null ? null : Through(commit.Project),
            RemovedProject = commit.RemovedProject is null ? null : Through(commit.RemovedProject),
            Operations = [.. commit.Operations.Select(operation => ProjectStoreSerializer.DeserializeOperation(Keep(ProjectStoreSerializer.SerializeOperation(operation))))],
            Template = commit.Template,
            Audit = [.. commit.Audit.Select(entry => ProjectStoreSerializer.DeserializeAuditEntry(Keep(ProjectStoreSerializer.SerializeAuditEntry(entry))))],
        },
        cancellationToken);

    private ProjectRecord Through(ProjectRecord record) => ProjectStoreSerializer.DeserializeProject(Keep(ProjectStoreSerializer.SerializeProject(record)));

    private string Keep(string text)
    {
        lock (_lock)
        {
            _written.Add(text);
        }

        return text;
    }
}
