namespace Provisioning.Coolify;

/// <summary>What to change of a service; what is <see langword="null"/> stays as it is.</summary>
/// <remarks>Coolify does not do it as a whole: when <see cref="Urls"/> are refused, the rest is changed already, and nothing is started.</remarks>
public sealed class CoolifyServiceChange
{
    /// <summary>Gets the new name.</summary>
    public string? Name { get; init; }

    /// <summary>Gets the new description; an empty text removes it.</summary>
    public string? Description { get; init; }

    /// <summary>Gets the new text of the Compose file. The client encodes it as Coolify wants it.</summary>
    public string? Compose { get; init; }

    /// <summary>Gets the domains to set. A container that is not named keeps its domains.</summary>
    public IReadOnlyList<CoolifyServiceUrl>? Urls { get; init; }

    /// <summary>Gets whether domains are taken that somebody else holds.</summary>
    public bool ForceDomainOverride { get; init; }

    /// <summary>Gets whether the containers join the destination's network.</summary>
    public bool? ConnectToDockerNetwork { get; init; }

    /// <summary>Gets whether Coolify deploys the service at once, also when it runs. The default is <see langword="false"/>.</summary>
    public bool InstantDeploy { get; init; }

    /// <summary>Gets the secrets that the <see cref="Compose"/> text contains, so that no error shows them. Not sent.</summary>
    public IReadOnlyCollection<Secret> Secrets { get; init; } = [];
}
