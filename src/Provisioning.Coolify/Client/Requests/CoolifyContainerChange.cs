namespace Provisioning.Coolify;

/// <summary>What to change of a container of a service; what is <see langword="null"/> stays as it is. Needs Coolify 4.2.0.</summary>
public sealed class CoolifyContainerChange
{
    /// <summary>Gets whether the container does not count for the status of the stack: what a container needs that is no longer in the Compose file.</summary>
    public bool? ExcludeFromStatus { get; init; }

    /// <summary>Gets the new description.</summary>
    public string? Description { get; init; }
}
