namespace Provisioning;

/// <summary>Upper limits that a host sets for each service of a project, over what the template says. A limit that the template sets lower stays.</summary>
public sealed class ProjectLimits
{
    /// <summary>Gets the memory of each service, in bytes; <see langword="null"/> for no limit.</summary>
    public long? MemoryBytes { get; init; }

    /// <summary>Gets the processors of each service, for instance 0.5; <see langword="null"/> for no limit.</summary>
    public double? Cpus { get; init; }

    /// <summary>Gets the number of processes of each service; <see langword="null"/> for no limit.</summary>
    public long? Pids { get; init; }
}
