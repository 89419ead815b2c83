using System.Text.Json;

namespace Provisioning.Local.Storage;

/// <summary>
/// Keeps the record of each project in its folder. A folder that this library did not make is never written to.
/// </summary>
internal sealed class ProjectStateStore(StateLayout layout, string providerName)
{
    public StateLayout Layout { get; } = layout;

    /// <summary>Reads a project's record; <see langword="null"/> when there is none.</summary>
    /// <exception cref="ProvisioningException">The record cannot be read (<see cref="ProvisioningErrorCode.StateDamaged"/>).</exception>
    public async Task<ProjectRecord?> ReadAsync(ProjectId projectId, CancellationToken cancellationToken)
    {
        // Twice: between the two looks the folder may have moved from one place to the other.
        for (int attempt = 0; ; attempt++)
        {
            ProjectRecord? live = await ReadAsync(projectId, Layout.Folder(projectId), cancellationToken).ConfigureAwait(false);
            ProjectRecord? found = live ?? await ReadAsync(projectId, Layout.ArchivedFolder(projectId), cancellationToken).ConfigureAwait(false);
            if (found is not null || attempt > 0)
            {
                return found;
            }
        }
    }

    /// <summary>Returns the projects that have a folder, live and archived, in the order of their ids.</summary>
    public IReadOnlyList<ProjectId> List()
    {
        var ids = new SortedSet<ProjectId>();
        foreach (string parent in new[] { Layout.Projects, Layout.Archived })
        {
            if (!Directory.Exists(parent))
            {
                continue;
            }

            foreach (string folder in Directory.EnumerateDirectories(parent))
            {
                if (ProjectId.TryParse(Path.GetFileName(folder), out ProjectId id) && File.Exists(Path.Combine(folder, StateLayout.RecordFile)))
                {
                    ids.Add(id);
                }
            }
        }

        return [.. ids];
    }

    /// <summary>Returns whether there is a folder for the project, readable or not.</summary>
    public bool HasFolder(ProjectId projectId) => Directory.Exists(Layout.Folder(projectId)) || Directory.Exists(Layout.ArchivedFolder(projectId));

    /// <summary>Writes a project's record where its folder lies; makes the folder if there is none.</summary>
    public Task WriteAsync(ProjectId projectId, ProjectRecord record, CancellationToken cancellationToken) => GuardAsync(projectId, async () =>
    {
        string folder = Directory.Exists(Layout.ArchivedFolder(projectId)) ? Layout.ArchivedFolder(projectId) : Layout.Folder(projectId);
        EnsureFolder(projectId, folder);
        byte[] content = JsonSerializer.SerializeToUtf8Bytes(record, StateJson.Default.ProjectRecord);
        await AtomicFile.WriteAsync(Path.Combine(folder, StateLayout.RecordFile), content, AtomicFile.PrivateFile, cancellationToken).ConfigureAwait(false);
    });

    /// <summary>Writes what <c>docker compose</c> reads in the project's folder, and the template's files that services mount; removes files of an earlier revision.</summary>
    public Task WriteFilesAsync(ProjectId projectId, string compose, string environment, IReadOnlyList<StoredFile> files, CancellationToken cancellationToken) => GuardAsync(projectId, async () =>
    {
        string folder = Layout.Folder(projectId);
        EnsureFolder(projectId, folder);
        await WriteIfChangedAsync(Path.Combine(folder, StateLayout.ComposeFile), System.Text.Encoding.UTF8.GetBytes(compose), AtomicFile.PrivateFile, cancellationToken).ConfigureAwait(false);
        await WriteIfChangedAsync(Path.Combine(folder, StateLayout.EnvironmentFile), System.Text.Encoding.UTF8.GetBytes(environment), AtomicFile.PrivateFile, cancellationToken).ConfigureAwait(false);

        string root = Layout.TemplateFiles(projectId);
        var wanted = new HashSet<string>(StringComparer.Ordinal);
        foreach (StoredFile file in files)
        {
            string directory = root;
            AtomicFile.CreatePrivateDirectory(directory);
            string[] parts = file.Path.Split('/');
            foreach (string part in parts[..^1])
            {
                directory = Path.Combine(directory, part);
                AtomicFile.CreatePrivateDirectory(directory);
            }

            string path = Path.Combine(directory, parts[^1]);
            wanted.Add(path);
            await WriteIfChangedAsync(path, file.Content, file.IsExecutable ? AtomicFile.PrivateDirectory : AtomicFile.PrivateFile, cancellationToken).ConfigureAwait(false);
        }

        if (Directory.Exists(root))
        {
            var options = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint };
            foreach (string path in Directory.EnumerateFiles(root, "*", options).Where(path => !wanted.Contains(path)).ToList())
            {
                File.Delete(path);
            }
        }
    });

    /// <summary>Moves the folder to where the record says that it belongs.</summary>
    public Task SettleAsync(ProjectId projectId, bool archived) => GuardAsync(projectId, () =>
    {
        string from = archived ? Layout.Folder(projectId) : Layout.ArchivedFolder(projectId);
        string to = archived ? Layout.ArchivedFolder(projectId) : Layout.Folder(projectId);
        if (Directory.Exists(from))
        {
            AtomicFile.CreatePrivateDirectory(Path.GetDirectoryName(to)!);
            if (Directory.Exists(to))
            {
                throw Damaged(projectId, $"Project '{projectId}' has a folder in '{from}' and another one in '{to}'. Remove the wrong one, or purge the project.");
            }

            Directory.Move(from, to);
        }

        return Task.CompletedTask;
    });

    /// <summary>Removes the project's folder; <see langword="false"/> when there was none.</summary>
    public bool Remove(ProjectId projectId)
    {
        bool removed = false;
        foreach (string folder in new[] { Layout.Folder(projectId), Layout.ArchivedFolder(projectId) })
        {
            var directory = new DirectoryInfo(folder);
            if (directory.LinkTarget is not null)
            {
                directory.Delete();
                removed = true;
            }
            else if (directory.Exists)
            {
                // Links inside are removed, not followed.
                directory.Delete(recursive: true);
                removed = true;
            }
        }

        return removed;
    }

    private static async Task WriteIfChangedAsync(string path, byte[] content, UnixFileMode mode, CancellationToken cancellationToken)
    {
        bool same = new FileInfo(path) is { LinkTarget: null, Exists: true } info
            && info.Length == content.Length
            && (await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false)).AsSpan().SequenceEqual(content);
        if (!same)
        {
            await AtomicFile.WriteAsync(path, content, mode, cancellationToken).ConfigureAwait(false);
        }
    }

    private void EnsureFolder(ProjectId projectId, string folder)
    {
        AtomicFile.CreatePrivateDirectory(Layout.Root);
        AtomicFile.CreatePrivateDirectory(Path.GetDirectoryName(folder)!);
        var directory = new DirectoryInfo(folder);
        if (directory.LinkTarget is not null)
        {
            throw Damaged(projectId, $"'{folder}' is a symbolic link, and is not followed. Remove it.");
        }

        // Temporary files of ours may be all that a process that was killed has left.
        if (directory.Exists
            && !File.Exists(Path.Combine(folder, StateLayout.RecordFile))
            && directory.EnumerateFileSystemInfos().Any(entry => !entry.Name.StartsWith(StateLayout.RecordFile + ".", StringComparison.Ordinal)))
        {
            throw new ProjectConflictException($"The folder '{folder}' of project '{projectId}' exists and holds files, but no {StateLayout.RecordFile}: it was not made by this library. Move it away, or choose another project id or StateDirectory.")
            {
                ProviderName = providerName,
                ProjectId = projectId,
            };
        }

        AtomicFile.CreatePrivateDirectory(folder);
    }

    private async Task<ProjectRecord?> ReadAsync(ProjectId projectId, string folder, CancellationToken cancellationToken)
    {
        string path = Path.Combine(folder, StateLayout.RecordFile);
        ProjectRecord? record = null;
        string? problem = null;
        Exception? cause = null;
        try
        {
            if (new DirectoryInfo(folder).LinkTarget is not null)
            {
                problem = "its folder is a symbolic link, which is not followed";
            }
            else if (await AtomicFile.ReadAsync(path, cancellationToken).ConfigureAwait(false) is { } content)
            {
                record = JsonSerializer.Deserialize(content, StateJson.Default.ProjectRecord);
                problem = record switch
                {
                    null => "it is empty",
                    { Format: > ProjectRecord.CurrentFormat } => $"it was written by a later version (format {record.Format})",
                    _ when record.ProjectId != projectId.Value => $"it is the record of project '{record.ProjectId}'",
                    _ => null,
                };
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            // The text of a JSON error may quote the content, which holds secrets.
            problem = exception is JsonException ? "it is not valid JSON" : exception.Message;
            cause = exception is JsonException ? null : exception;
        }

        return problem is null
            ? record
            : throw Damaged(projectId, $"The record of project '{projectId}' in '{path}' cannot be used: {problem}. Restore the file from a copy, or purge the project.", cause);
    }

    private async Task GuardAsync(ProjectId projectId, Func<Task> action)
    {
        try
        {
            await action().ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ProvisioningException($"The state of project '{projectId}' cannot be written: {exception.Message} Check the permissions and the free space of '{Layout.Root}', or choose another StateDirectory.", exception)
            {
                ErrorCode = ProvisioningErrorCode.BackendError,
                ProviderName = providerName,
                ProjectId = projectId,
                Step = "state",
                IsTransient = true,
            };
        }
    }

    private ProvisioningException Damaged(ProjectId projectId, string message, Exception? cause = null) =>
        new(message, cause) { ErrorCode = ProvisioningErrorCode.StateDamaged, ProviderName = providerName, ProjectId = projectId };
}
