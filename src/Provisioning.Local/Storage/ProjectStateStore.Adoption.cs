using System.Text.Json;

namespace Provisioning.Local.Storage;

/// <content>What was taken over from other tools.</content>
internal sealed partial class ProjectStateStore
{
    /// <summary>Reads what a project has taken over; <see langword="null"/> for nothing.</summary>
    /// <exception cref="ProvisioningException">The file cannot be read (<see cref="ProvisioningErrorCode.StateDamaged"/>).</exception>
    public async Task<StoredAdoption?> ReadAdoptionAsync(ProjectId projectId, CancellationToken cancellationToken)
    {
        foreach (string folder in new[] { Layout.Folder(projectId), Layout.ArchivedFolder(projectId) })
        {
            string path = Path.Combine(folder, StateLayout.AdoptionFile);
            if (!File.Exists(path) || new DirectoryInfo(folder).LinkTarget is not null)
            {
                continue;
            }

            string problem;
            try
            {
                if (await AtomicFile.ReadAsync(path, cancellationToken).ConfigureAwait(false) is not { } content)
                {
                    continue;
                }

                StoredAdoption? stored = JsonSerializer.Deserialize(content, StateJson.Default.StoredAdoption);
                if (stored is { Format: <= StoredAdoption.CurrentFormat, Containers: not null, Networks: not null, Volumes: not null })
                {
                    return stored;
                }

                problem = stored is null ? "it is empty" : stored.Format > StoredAdoption.CurrentFormat ? $"it was written by a later version (format {stored.Format})" : "a list is missing in it";
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
            {
                problem = exception is JsonException ? "it is not valid JSON" : exception.Message;
            }

            throw Damaged(projectId, $"What project '{projectId}' has taken over stands in '{path}', which cannot be used: {problem}. Restore the file from a copy; or remove it, then what was taken over is not the project's any more.");
        }

        return null;
    }

    /// <summary>Writes down what a project has taken over. Its folder is there already.</summary>
    public Task WriteAdoptionAsync(ProjectId projectId, StoredAdoption adoption, CancellationToken cancellationToken) => GuardAsync(projectId, async () =>
    {
        string folder = Directory.Exists(Layout.ArchivedFolder(projectId)) ? Layout.ArchivedFolder(projectId) : Layout.Folder(projectId);
        await AtomicFile.WriteAsync(Path.Combine(folder, StateLayout.AdoptionFile), JsonSerializer.SerializeToUtf8Bytes(adoption, StateJson.Default.StoredAdoption), AtomicFile.PrivateFile, cancellationToken).ConfigureAwait(false);
    });
}
