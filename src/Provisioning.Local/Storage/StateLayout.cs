using System.Security.Cryptography;
using System.Text;

namespace Provisioning.Local.Storage;

/// <summary>Where everything lies below the state directory.</summary>
/// <remarks>
/// <c>instance</c> whose the directory is, <c>projects/ID</c> a live project, <c>archived/ID</c> an archived one, <c>locks/ID.lock</c> who works on it, <c>ports.json</c> the leases.
/// A folder moves between the first two by one rename. The record in it says what the project is; where the folder lies only follows,
/// and is put right by the next operation if a process died between the two.
/// </remarks>
internal sealed class StateLayout
{
    public const string RecordFile = "revision.json";
    public const string DamagedRecordFile = RecordFile + ".damaged";
    public const string AdoptionFile = "adopted.json";
    public const string ComposeFile = "compose.yaml";
    public const string EnvironmentFile = ".env";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    // Until there is a file this is nobody's, so nothing is found by it; the first operation that writes makes it the owner.
    private readonly string _candidate = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
    private readonly string? _given;
    private string? _owner;

    /// <summary>Initializes the layout.</summary>
    /// <param name="stateDirectory">The state directory.</param>
    /// <param name="instanceId">The owner, or <see langword="null"/> for the one that the directory remembers.</param>
    public StateLayout(string stateDirectory, string? instanceId = null)
    {
        Root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(stateDirectory));
        Projects = Path.Combine(Root, "projects");
        Archived = Path.Combine(Root, "archived");
        Locks = Path.Combine(Root, "locks");
        Ports = Path.Combine(Root, "ports.json");
        Instance = Path.Combine(Root, "instance");
        _given = instanceId;
    }

    public string Root { get; }

    public string Projects { get; }

    public string Archived { get; }

    public string Locks { get; }

    public string Ports { get; }

    public string Instance { get; }

    /// <summary>
    /// Gets who owns what this state directory's projects have at an engine: the value of the owner label. Random and remembered in the directory, because a path
    /// is the same in two containers, on two hosts, and where the right disk is not mounted.
    /// </summary>
    public string Owner => _given ?? (_owner ??= ReadInstance()) ?? _candidate;

    public string Folder(ProjectId projectId) => Path.Combine(Projects, projectId.Value);

    public string ArchivedFolder(ProjectId projectId) => Path.Combine(Archived, projectId.Value);

    /// <summary>The directory in which a project's template files lie: apart from our own files, so that no template can name one of those.</summary>
    public string TemplateFiles(ProjectId projectId) => Path.Combine(Folder(projectId), "files");

    public string Lock(ProjectId projectId) => Path.Combine(Locks, projectId.Value + ".lock");

    // No project id begins with a dot.
    public string PortsLock => Path.Combine(Locks, ".ports.lock");

    /// <summary>Makes the directory remember its owner, if it does not yet.</summary>
    public async Task EnsureOwnerAsync(TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        if (_given is not null || (_owner ??= ReadInstance()) is not null)
        {
            return;
        }

        AtomicFile.CreatePrivateDirectory(Root);
        using ProjectLock held = await ProjectLock.TryTakeAsync(Path.Combine(Locks, ".instance.lock"), Patience, timeProvider, cancellationToken).ConfigureAwait(false)
            ?? throw new IOException($"'{Instance}' is locked by another process.");
        if (ReadInstance() is not { } owner)
        {
            owner = _candidate;
            await AtomicFile.WriteAsync(Instance, Encoding.UTF8.GetBytes(owner), AtomicFile.PrivateFile, cancellationToken).ConfigureAwait(false);
        }

        _owner = owner;
    }

    private string? ReadInstance()
    {
        try
        {
            if (new FileInfo(Instance).LinkTarget is not null)
            {
                throw new IOException($"'{Instance}' is a symbolic link, and is not followed.");
            }

            string text = File.ReadAllText(Instance).Trim();
            return text.Length == 16 && text.All(char.IsAsciiHexDigitLower)
                ? text
                : throw new ProvisioningException($"'{Instance}' does not hold the 16 hexadecimal digits that say whose the projects are. Restore the file from a copy, or set InstanceId to the value of the label 'provisioning.owner' of the projects' containers.")
                {
                    ErrorCode = ProvisioningErrorCode.StateDamaged,
                    Step = "state",
                };
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }
}
