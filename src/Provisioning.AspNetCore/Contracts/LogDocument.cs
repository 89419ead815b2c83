namespace Provisioning.AspNetCore;

internal sealed record LogDocument(string Service, DateTimeOffset? Timestamp, string Source, string Message)
{
    public static LogDocument From(ProjectLogEntry entry) => new(
        entry.ServiceName,
        entry.Timestamp,
        entry.Source switch { ProjectLogSource.StandardOutput => "stdout", ProjectLogSource.StandardError => "stderr", _ => "unknown" },
        entry.Message);
}
