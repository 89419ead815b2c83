namespace Provisioning.Coolify;

/// <summary>A service of Coolify: one Compose stack.</summary>
/// <remarks>Coolify's versions and a token's abilities decide which fields an answer has; one that is missing is <see langword="null"/>, empty or <see langword="false"/> here. The texts of the Compose file, which only a token with <c>read:sensitive</c> sees, are not read: they may hold secrets.</remarks>
public sealed class CoolifyService
{
    /// <summary>Gets the number that containers' label <c>coolify.serviceId</c> has, or <see langword="null"/>: most answers hide it.</summary>
    public long? Id { get; init; }

    /// <summary>Gets the opaque id that Coolify gave.</summary>
    public string Uuid { get; init => field = value ?? string.Empty; } = string.Empty;

    /// <summary>Gets the name; not unique, and possibly altered by Coolify.</summary>
    public string Name { get; init => field = value ?? string.Empty; } = string.Empty;

    /// <summary>Gets the description, or <see langword="null"/>.</summary>
    public string? Description { get; init; }

    /// <summary>Gets the number of the environment, or <see langword="null"/>.</summary>
    public long? EnvironmentId { get; init; }

    /// <summary>Gets the number of the server, or <see langword="null"/>.</summary>
    public long? ServerId { get; init; }

    /// <summary>Gets the status as Coolify writes it, for instance <c>running:healthy</c>. It is late, can be stale, and never says that a start failed.</summary>
    public string? Status { get; init; }

    /// <summary>Gets whether Coolify reaches the service's server; <see langword="null"/> when the answer does not say.</summary>
    public bool? ServerStatus { get; init; }

    /// <summary>Gets a hash of the deployed configuration; <see langword="null"/> until the first start ran.</summary>
    public string? ConfigHash { get; init; }

    /// <summary>Gets whether the containers join the destination's network.</summary>
    public bool ConnectToDockerNetwork { get; init; }

    /// <summary>Gets the containers that Coolify takes for applications; <see langword="null"/> when the answer leaves them out.</summary>
    public IReadOnlyList<CoolifyContainer>? Applications { get; init; }

    /// <summary>Gets the containers that Coolify takes for databases, by their image's name; <see langword="null"/> when the answer leaves them out.</summary>
    public IReadOnlyList<CoolifyContainer>? Databases { get; init; }

    /// <summary>Gets the server where the answer has it.</summary>
    public CoolifyServer? Server { get; init; }

    /// <summary>Gets the environment where the answer has it.</summary>
    public CoolifyEnvironment? Environment { get; init; }

    /// <summary>Gets the destination where the answer has it.</summary>
    public CoolifyDestination? Destination { get; init; }

    /// <summary>Gets when it was made, or <see langword="null"/> when the answer does not say.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>Gets when Coolify last changed its record, or <see langword="null"/>.</summary>
    public DateTimeOffset? UpdatedAt { get; init; }

    /// <summary>Gets when it was given up, or <see langword="null"/>.</summary>
    public DateTimeOffset? DeletedAt { get; init; }
}
