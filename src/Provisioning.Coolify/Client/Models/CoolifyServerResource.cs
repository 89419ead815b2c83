namespace Provisioning.Coolify;

/// <summary>One line of the light list of what a server carries.</summary>
/// <remarks>Coolify's versions and a token's abilities decide which fields an answer has; one that is missing is <see langword="null"/>, empty or <see langword="false"/> here.</remarks>
public sealed class CoolifyServerResource
{
    /// <summary>Gets the opaque id that Coolify gave.</summary>
    public string Uuid { get; init => field = value ?? string.Empty; } = string.Empty;

    /// <summary>Gets the name.</summary>
    public string Name { get; init => field = value ?? string.Empty; } = string.Empty;

    /// <summary>Gets the kind: <c>service</c> for a Compose stack, else <c>application</c> or a kind of database.</summary>
    public string Type { get; init => field = value ?? string.Empty; } = string.Empty;

    /// <summary>Gets the status as Coolify writes it, or <see langword="null"/>.</summary>
    public string? Status { get; init; }

    /// <summary>Gets when it was made, or <see langword="null"/> when the answer does not say.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>Gets when Coolify last changed its record, or <see langword="null"/>.</summary>
    public DateTimeOffset? UpdatedAt { get; init; }
}
