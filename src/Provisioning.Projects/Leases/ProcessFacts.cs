using System.Globalization;

namespace Provisioning.Projects;

/// <summary>What Linux tells about processes; empty elsewhere, where leases then simply run out.</summary>
internal class ProcessFacts
{
    private const string BootIdFile = "/proc/sys/kernel/random/boot_id";
    private const string NamespaceLink = "/proc/self/ns/pid";
    private const int StartTimeField = 22;

    public virtual string MachineName { get; } = Environment.MachineName;

    public virtual int ProcessId { get; } = Environment.ProcessId;

    public virtual string BootId { get; } = Try(() => File.ReadAllText(BootIdFile).Trim()) ?? string.Empty;

    public virtual string PidNamespace { get; } = Try(() => new FileInfo(NamespaceLink).LinkTarget) ?? string.Empty;

    /// <summary>Gets whether a process that is not seen is not there. With the mount option <c>hidepid</c>, those of other users are hidden, the first process among them.</summary>
    public virtual bool SeesAllProcesses => StartTime(1) is not null;

    /// <summary>When a process began, in ticks since the boot; <see langword="null"/> when it is not seen.</summary>
    public virtual string? StartTime(int processId) => Try(() =>
    {
        // The second field is the name in brackets, in which anything can stand.
        string text = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}/stat"));
        string[] fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
        return fields[StartTimeField - 3];
    });

    private static string? Try(Func<string?> read)
    {
        try
        {
            return OperatingSystem.IsLinux() ? read() : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or IndexOutOfRangeException)
        {
            return null;
        }
    }
}
