namespace Provisioning.Coolify;

/// <summary>What not every supported version of Coolify can do. <see cref="CoolifyVersion.Supports"/> tells for a version.</summary>
public enum CoolifyFeature
{
    /// <summary>All that projects need: services from a Compose text, bulk variables, domains, destinations. Since 4.0.0.</summary>
    Services,

    /// <summary>Actions are asked for with <c>POST</c> only. Since 4.2.0; before, the validation of a server was a <c>GET</c>.</summary>
    PostActions,

    /// <summary>The logs of a container. Since 4.2.0.</summary>
    ContainerLogs,

    /// <summary>Single containers of a service can be read, changed, started and stopped. Since 4.2.0.</summary>
    Containers,

    /// <summary>The destinations of a server can be listed. Since 4.2.0.</summary>
    Destinations,

    /// <summary>Stop is shown at once; before, the old status stays until the next check, up to two minutes. Since 4.3.3.</summary>
    StopShownAtOnce,
}
