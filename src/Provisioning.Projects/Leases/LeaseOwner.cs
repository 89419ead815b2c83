using System.Collections.Concurrent;
using System.Globalization;

namespace Provisioning.Projects;

/// <summary>
/// Names who holds a lease: machine, boot, PID namespace, process, its start, and the instance in it. On one machine that is enough to see that a holder is dead, long before its
/// lease ends; of another machine nothing can be known, and its lease counts.
/// </summary>
internal sealed class LeaseOwner : IDisposable
{
    private const string Version = "1";
    private const int Fields = 7;

    private static readonly ConcurrentDictionary<string, byte> Alive = new(StringComparer.Ordinal);

    private readonly string _instance = Guid.NewGuid().ToString("N");
    private readonly ProcessFacts _facts;

    public LeaseOwner(ProcessFacts facts)
    {
        _facts = facts;
        Alive[_instance] = 0;
        Text = string.Join(
            '|',
            Version,
            facts.MachineName.Replace('|', '_'),
            facts.BootId,
            facts.PidNamespace,
            facts.ProcessId.ToString(CultureInfo.InvariantCulture),
            facts.StartTime(facts.ProcessId) ?? string.Empty,
            _instance);
    }

    public string Text { get; }

    /// <summary>Whether the holder is gone for certain.</summary>
    public bool IsDead(string owner)
    {
        string[] parts = owner.Split('|');
        if (parts.Length != Fields
            || parts[0] != Version
            || _facts.BootId.Length == 0
            || _facts.PidNamespace.Length == 0
            || parts[2] != _facts.BootId
            || parts[3] != _facts.PidNamespace
            || parts[5].Length == 0
            || !int.TryParse(parts[4], NumberStyles.None, CultureInfo.InvariantCulture, out int processId))
        {
            return false;
        }

        return processId == _facts.ProcessId && parts[5] == _facts.StartTime(processId)
            ? !Alive.ContainsKey(parts[6])
            : _facts.SeesAllProcesses && _facts.StartTime(processId) != parts[5];
    }

    public void Dispose() => Alive.TryRemove(_instance, out _);
}
