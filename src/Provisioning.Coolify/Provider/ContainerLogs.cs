using System.Globalization;

namespace Provisioning.Coolify;

/// <summary>Reads what single containers have written. Coolify gives the last lines of a running one, and neither times of its own nor streams.</summary>
internal sealed class ContainerLogs(CoolifyBackend backend)
{
    /// <summary>The last lines of a service that failed; empty when Coolify gives none.</summary>
    public async Task<IReadOnlyList<ProjectLogEntry>> ReadLastAsync(CoolifyService service, string serviceName, SecretMasker masker, CancellationToken cancellationToken)
    {
        if (backend.Options.FailureLogLines <= 0 || service.FindContainer(serviceName) is not { } found)
        {
            return [];
        }

        try
        {
            return [.. (await ReadAsync(service.Uuid, found.Kind, found.Container, backend.Options.FailureLogLines, cancellationToken).ConfigureAwait(false))
                .Select(entry => new ProjectLogEntry { ServiceName = entry.ServiceName, Timestamp = entry.Timestamp, Source = entry.Source, Message = masker.Mask(entry.Message) })];
        }
        catch (CoolifyApiException)
        {
            // A container that does not run has no logs at Coolify, and before 4.2.0 none has.
            return [];
        }
    }

    public async Task<IReadOnlyList<ProjectLogEntry>> ReadAsync(string serviceUuid, CoolifyContainerKind kind, CoolifyContainer container, int lines, CancellationToken cancellationToken)
    {
        string text = await backend.Client.GetContainerLogsAsync(serviceUuid, kind, container.Uuid, lines, cancellationToken).ConfigureAwait(false);
        return [.. Split(text).Select(line => ToEntry(container.Name, line))];
    }

    private static IEnumerable<string> Split(string text)
    {
        string[] lines = text.Split('\n');
        int count = lines.Length > 0 && lines[^1].Length == 0 ? lines.Length - 1 : lines.Length;
        for (int i = 0; i < count; i++)
        {
            yield return lines[i].TrimEnd('\r');
        }
    }

    // Docker's own time stamp stands before the line where Coolify asks for it.
    private static ProjectLogEntry ToEntry(string serviceName, string line)
    {
        int space = line.IndexOf(' ', StringComparison.Ordinal);
        return space > 0 && line[..space] is { Length: >= 20 } stamp && stamp[^1] == 'Z' && stamp[10] == 'T'
            && DateTimeOffset.TryParse(stamp, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTimeOffset time)
                ? new ProjectLogEntry { ServiceName = serviceName, Timestamp = time, Message = line[(space + 1)..] }
                : new ProjectLogEntry { ServiceName = serviceName, Message = line };
    }
}
