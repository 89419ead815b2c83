namespace Provisioning.Coolify;

/// <summary>A variable of a service. Coolify hands each to every container of the stack.</summary>
/// <remarks>Coolify's versions and a token's abilities decide which fields an answer has; one that is missing is <see langword="null"/>, empty or <see langword="false"/> here.</remarks>
public sealed class CoolifyEnvironmentVariable
{
    /// <summary>Gets the opaque id that Coolify gave.</summary>
    public string Uuid { get; init => field = value ?? string.Empty; } = string.Empty;

    /// <summary>Gets the name.</summary>
    public string Key { get; init => field = value ?? string.Empty; } = string.Empty;

    /// <summary>Gets the value; <see langword="null"/> when it has none, or the token has no <c>read:sensitive</c>, or it is shown once only.</summary>
    public Secret? Value { get; init; }

    /// <summary>Gets whether the value is written between single quotes, so that nothing in it is replaced.</summary>
    public bool IsLiteral { get; init; }

    /// <summary>Gets whether the value may have several lines.</summary>
    public bool IsMultiline { get; init; }

    /// <summary>Gets whether the value is never shown again.</summary>
    public bool IsShownOnce { get; init; }

    /// <summary>Gets whether it is for previews, which services do not have.</summary>
    public bool IsPreview { get; init; }

    /// <summary>Gets the comment, or <see langword="null"/>.</summary>
    public string? Comment { get; init; }

    /// <summary>Gets when it was made, or <see langword="null"/> when the answer does not say.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>Gets when Coolify last changed its record, or <see langword="null"/>.</summary>
    public DateTimeOffset? UpdatedAt { get; init; }
}
