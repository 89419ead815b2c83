namespace Provisioning.Coolify;

/// <summary>What Coolify takes a container of a service for; it decides by the image's name.</summary>
public enum CoolifyContainerKind
{
    /// <summary>One of <see cref="CoolifyService.Applications"/>; only these can have domains.</summary>
    Application,

    /// <summary>One of <see cref="CoolifyService.Databases"/>.</summary>
    Database,
}
