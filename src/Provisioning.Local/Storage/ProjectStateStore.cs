using System.Text.Json;

namespace Provisioning.Local.Storage;

/// <summary>
/// Keeps the record of each project in its folder. A folder that this library did not make is never written to.
/// </summary>
internal sealed partial class ProjectStateStore(StateLayout layout, string providerName)
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

    /// <summary>Reads a project's record for whoever can make it again: one of a live project whose content is lost is told, not thrown.</summary>
    /// <exception cref="ProvisioningException">The record cannot be read for another reason (<see cref="ProvisioningErrorCode.StateDamaged"/>).</exception>
    public async Task<(ProjectRecord? Record, ProvisioningException? Damage)> ReadOrDamageAsync(ProjectId projectId, CancellationToken cancellationToken)
    {
        (ProjectRecord? live, ProvisioningException? error, bool isContentLost) = await TryReadAsync(projectId, Layout.Folder(projectId), cancellationToken).ConfigureAwait(false);
        if (live is not null)
        {
            return (live, null);
        }

        return isContentLost && !Directory.Exists(Layout.ArchivedFolder(projectId))
            ? (null, error)
            : (await ReadAsync(projectId, cancellationToken).ConfigureAwait(false), null);
    }

    /// <summary>Keeps a copy of a record that cannot be read beside it: somebody may still find in it what is needed.</summary>
    public Task KeepDamagedAsync(ProjectId projectId) => GuardAsync(projectId, () =>
    {
        File.Copy(Path.Combine(Layout.Folder(projectId), StateLayout.RecordFile), Path.Combine(Layout.Folder(projectId), StateLayout.DamagedRecordFile), overwrite: true);
        return Task.CompletedTask;
    });

    /// <summary>Makes the kept copy the record again.</summary>
    public void PutDamagedBack(ProjectId projectId) =>
        File.Move(Path.Combine(Layout.Folder(projectId), StateLayout.DamagedRecordFile), Path.Combine(Layout.Folder(projectId), StateLayout.RecordFile), overwrite: true);

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
        Dictionary<string, StoredFile> wanted = files.ToDictionary(file => Path.Combine([root, .. file.Path.Split('/')]), StringComparer.Ordinal);
        var directories = new HashSet<string>(StringComparer.Ordinal);
        foreach (string path in wanted.Keys)
        {
            for (string directory = Path.GetDirectoryName(path)!; directory.Length > root.Length; directory = Path.GetDirectoryName(directory)!)
            {
                directories.Add(directory);
            }
        }

        if (new DirectoryInfo(root) is { LinkTarget: null, Exists: true } existing)
        {
            RemoveUnwanted(existing, [.. wanted.Keys], directories);
        }

        if (wanted.Count > 0)
        {
            AtomicFile.CreatePrivateDirectory(root);
        }

        // The shorter first: a directory before what is in it.
        foreach (string directory in directories.OrderBy(directory => directory.Length))
        {
            AtomicFile.CreatePrivateDirectory(directory);
        }

        foreach ((string path, StoredFile file) in wanted)
        {
            await WriteIfChangedAsync(path, file.Content, file.IsExecutable ? AtomicFile.PrivateDirectory : AtomicFile.PrivateFile, cancellationToken).ConfigureAwait(false);
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

    /// <summary>Returns a folder of the project that holds files and no record: somebody else's, which is left alone; <see langword="null"/> when there is none.</summary>
    public string? FindForeignFolder(ProjectId projectId) => new[] { Layout.Folder(projectId), Layout.ArchivedFolder(projectId) }.FirstOrDefault(IsForeign);

    /// <summary>Removes the project's folder, if this library made it; <see langword="false"/> when there was none.</summary>
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
            else if (directory.Exists && !IsForeign(folder))
            {
                Remove(directory);
                removed = true;
            }
        }

        return removed;
    }

    // The record goes last, so that a removal that was cut off still shows whose folder it is. Links inside are removed, not followed.
    private static void Remove(DirectoryInfo folder)
    {
        foreach (FileSystemInfo entry in folder.EnumerateFileSystemInfos().Where(entry => entry.Name != StateLayout.RecordFile).ToList())
        {
            if (entry is DirectoryInfo { LinkTarget: null } directory)
            {
                directory.Delete(recursive: true);
            }
            else
            {
                entry.Delete();
            }
        }

        folder.Delete(recursive: true);
    }

    // Temporary files of ours may be all that a process that was killed has left.
    private static bool IsForeign(string folder)
    {
        var directory = new DirectoryInfo(folder);
        return directory is { LinkTarget: null, Exists: true }
            && !File.Exists(Path.Combine(folder, StateLayout.RecordFile))
            && directory.EnumerateFileSystemInfos().Any(entry => !entry.Name.StartsWith(StateLayout.RecordFile + ".", StringComparison.Ordinal));
    }

    // What is in the way of the wanted files goes first: a path may have been a file and be a directory now, or the other way round.
    private static void RemoveUnwanted(DirectoryInfo directory, HashSet<string> files, HashSet<string> directories)
    {
        foreach (FileSystemInfo entry in directory.EnumerateFileSystemInfos().ToList())
        {
            if (entry is DirectoryInfo { LinkTarget: null } inner)
            {
                if (directories.Contains(inner.FullName))
                {
                    RemoveUnwanted(inner, files, directories);
                }
                else
                {
                    inner.Delete(recursive: true);
                }
            }
            else if (entry.LinkTarget is not null || !files.Contains(entry.FullName))
            {
                entry.Delete();
            }
        }
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

        if (IsForeign(folder))
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
        (ProjectRecord? record, ProvisioningException? error, _) = await TryReadAsync(projectId, folder, cancellationToken).ConfigureAwait(false);
        return error is null ? record : throw error;
    }

    private async Task<(ProjectRecord? Record, ProvisioningException? Error, bool IsContentLost)> TryReadAsync(ProjectId projectId, string folder, CancellationToken cancellationToken)
    {
        string path = Path.Combine(folder, StateLayout.RecordFile);
        ProjectRecord? record = null;
        string? problem = null;
        Exception? cause = null;
        bool isContentLost = false;
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
                isContentLost = record is null;
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            // The text of a JSON error may quote the content, which holds secrets.
            problem = exception is JsonException ? "it is not valid JSON" : exception.Message;
            cause = exception is JsonException ? null : exception;
            isContentLost = exception is JsonException;
        }

        return problem is null
            ? (record, null, false)
            : (null, Damaged(projectId, $"The record of project '{projectId}' in '{path}' cannot be used: {problem}. Restore the file from a copy{(isContentLost ? ", provision the project with every secret given" : string.Empty)}, or purge the project.", cause), isContentLost);
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
