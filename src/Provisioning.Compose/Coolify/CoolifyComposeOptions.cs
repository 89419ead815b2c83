namespace Provisioning.Compose;

/// <summary>How a project is written for Coolify.</summary>
public sealed class CoolifyComposeOptions
{
    /// <summary>Gets whether published ports are written; the default is <see langword="false"/>: Coolify does not look for collisions of host ports, so only a caller that
    /// allocates them for each server should publish them.</summary>
    public bool PublishPorts { get; init; }
}
