namespace Provisioning.AspNetCore;

/// <summary>What each service of a project may use at most.</summary>
internal sealed record LimitsDocument(double? Cpus, long? MemoryBytes, long? Pids)
{
    public static LimitsDocument From(ProjectLimits limits) => new(limits.Cpus, limits.MemoryBytes, limits.Pids);

    public ProjectLimits ToLimits() => new() { Cpus = Cpus, MemoryBytes = MemoryBytes, Pids = Pids };
}
