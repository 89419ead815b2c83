namespace Provisioning.Coolify;

/// <summary>One service of the Compose file of a <see cref="CoolifyService"/>, as Coolify keeps it.</summary>
/// <remarks>Coolify's versions and a token's abilities decide which fields an answer has; one that is missing is <see langword="null"/>, empty or <see langword="false"/> here.</remarks>
public sealed class CoolifyContainer
{
    /// <summary>Gets the opaque id that Coolify gave.</summary>
    public string Uuid { get; init => field = value ?? string.Empty; } = string.Empty;

    /// <summary>Gets the name: the key in the Compose file.</summary>
    public string Name { get; init => field = value ?? string.Empty; } = string.Empty;

    /// <summary>Gets the image, or <see langword="null"/>.</summary>
    public string? Image { get; init; }

    /// <summary>Gets the domains, separated by commas, or <see langword="null"/>. Databases have none.</summary>
    public string? Fqdn { get; init; }

    /// <summary>Gets the status as Coolify writes it, for instance <c>running:healthy</c> or <c>exited</c>.</summary>
    public string? Status { get; init; }

    /// <summary>Gets whether the container does not count for the status of the stack.</summary>
    public bool ExcludeFromStatus { get; init; }

    /// <summary>Gets when Coolify last saw the container run (UTC, whole seconds). It moves with each check while the container runs, so a status counts only if this is later than the action.</summary>
    public DateTimeOffset? LastOnlineAt { get; init; }

    /// <summary>Gets when it was made, or <see langword="null"/> when the answer does not say.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>Gets when Coolify last changed its record, or <see langword="null"/>.</summary>
    public DateTimeOffset? UpdatedAt { get; init; }

    /// <summary>Gets when it was given up, or <see langword="null"/>.</summary>
    public DateTimeOffset? DeletedAt { get; init; }
}
