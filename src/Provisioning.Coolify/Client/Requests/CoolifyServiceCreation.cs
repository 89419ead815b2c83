namespace Provisioning.Coolify;

/// <summary>A service to create.</summary>
/// <remarks>Neither variables nor an id can be given; names are not unique: two calls make two services.</remarks>
public sealed class CoolifyServiceCreation
{
    /// <summary>Gets the id of the project of Coolify.</summary>
    public required string ProjectUuid { get; init; }

    /// <summary>Gets the id of the environment.</summary>
    public required string EnvironmentUuid { get; init; }

    /// <summary>Gets the id of the server.</summary>
    public required string ServerUuid { get; init; }

    /// <summary>Gets the id of the destination. Needed when the server has more than one; ignored by Coolify when it has one.</summary>
    public string? DestinationUuid { get; init; }

    /// <summary>Gets the name, at most 255 characters. Coolify removes HTML tags and white space at the ends.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the description, or <see langword="null"/> for none. Coolify removes HTML tags.</summary>
    public string? Description { get; init; }

    /// <summary>Gets the text of the Compose file. The client encodes it as Coolify wants it.</summary>
    public required string Compose { get; init; }

    /// <summary>Gets the domains to set; empty for none.</summary>
    public IReadOnlyList<CoolifyServiceUrl> Urls { get; init; } = [];

    /// <summary>Gets whether domains are taken that somebody else holds. The default is <see langword="false"/>: they are a conflict.</summary>
    public bool ForceDomainOverride { get; init; }

    /// <summary>Gets whether Coolify starts the service at once. The default is <see langword="false"/>.</summary>
    public bool InstantDeploy { get; init; }

    /// <summary>Gets the secrets that the <see cref="Compose"/> text contains, so that no error shows them. Not sent.</summary>
    public IReadOnlyCollection<Secret> Secrets { get; init; } = [];
}
