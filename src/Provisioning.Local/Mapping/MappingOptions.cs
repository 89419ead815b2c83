using Provisioning.Compose;

namespace Provisioning.Local.Mapping;

/// <summary>What is added to that which Compose would send. <see cref="ComposeOnly"/> adds nothing.</summary>
internal sealed class MappingOptions
{
    /// <summary>Gets the options with which the result is what Compose sends.</summary>
    public static MappingOptions ComposeOnly { get; } = new() { ApiVersion = new Version(1, 51) };

    /// <summary>Gets the engine's API version.</summary>
    public required Version ApiVersion { get; init; }

    /// <summary>Gets whose the resources are; <see langword="null"/> for no labels of ours.</summary>
    public ProvisioningIdentity? Identity { get; init; }

    /// <summary>Gets the host address of ports for which the template names none; <see langword="null"/> for every address.</summary>
    public string? DefaultHostAddress { get; init; }

    /// <summary>Gets the host ports that take the place of those that the engine would choose.</summary>
    public IReadOnlyDictionary<PortDemand, int>? Ports { get; init; }

    /// <summary>Gets the subnets by network key, for networks whose template has none.</summary>
    public IReadOnlyDictionary<string, string>? Subnets { get; init; }

    /// <summary>Gets the template's files that are uploaded into containers; the project to map must be the one without those mounts.</summary>
    public IReadOnlyList<TemplateMount> Uploads { get; init; } = [];

    /// <summary>Gets whether health checks run more often until they pass for the first time.</summary>
    public bool FastReadiness { get; init; }

    /// <summary>Gets the interval of the health checks of a starting service with <see cref="FastReadiness"/>.</summary>
    public TimeSpan StartInterval { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Gets the environment files that were named beside the project's own <c>.env</c>.</summary>
    public IReadOnlyList<string> EnvironmentFiles { get; init; } = [];

    /// <summary>Gets the platform of services that name none, as in <c>DOCKER_DEFAULT_PLATFORM</c>.</summary>
    public string? DefaultPlatform { get; init; }

    /// <summary>Gets when images are pulled of services whose template does not say; <see langword="null"/> for when they are missing.</summary>
    public string? DefaultPullPolicy { get; init; }
}
