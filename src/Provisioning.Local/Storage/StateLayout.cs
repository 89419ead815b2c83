using System.Security.Cryptography;
using System.Text;

namespace Provisioning.Local.Storage;

/// <summary>Where everything lies below the state directory.</summary>
/// <remarks>
/// <c>projects/ID</c> a live project, <c>archived/ID</c> an archived one, <c>locks/ID.lock</c> who works on it, <c>ports.json</c> the leases.
/// A folder moves between the first two by one rename. The record in it says what the project is; where the folder lies only follows,
/// and is put right by the next operation if a process died between the two.
/// </remarks>
internal sealed class StateLayout
{
    public const string RecordFile = "revision.json";
    public const string ComposeFile = "compose.yaml";
    public const string EnvironmentFile = ".env";

    public StateLayout(string stateDirectory)
    {
        Root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(stateDirectory));
        Projects = Path.Combine(Root, "projects");
        Archived = Path.Combine(Root, "archived");
        Locks = Path.Combine(Root, "locks");
        Ports = Path.Combine(Root, "ports.json");

        // From the path, not from a file: it is the same again after the directory was lost, and purging still finds what it owns.
        Owner = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Root)).AsSpan(0, 8));
    }

    public string Root { get; }

    public string Projects { get; }

    public string Archived { get; }

    public string Locks { get; }

    public string Ports { get; }

    /// <summary>Gets who owns what this state directory's projects have at an engine: the value of the owner label.</summary>
    public string Owner { get; }

    public string Folder(ProjectId projectId) => Path.Combine(Projects, projectId.Value);

    public string ArchivedFolder(ProjectId projectId) => Path.Combine(Archived, projectId.Value);

    /// <summary>The directory in which a project's template files lie: apart from our own files, so that no template can name one of those.</summary>
    public string TemplateFiles(ProjectId projectId) => Path.Combine(Folder(projectId), "files");

    public string Lock(ProjectId projectId) => Path.Combine(Locks, projectId.Value + ".lock");

    // No project id begins with a dot.
    public string PortsLock => Path.Combine(Locks, ".ports.lock");
}
