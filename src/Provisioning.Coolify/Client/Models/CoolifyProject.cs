namespace Provisioning.Coolify;

/// <summary>A project of Coolify: a folder for environments. It is not a project of this library, which is a <see cref="CoolifyService"/>.</summary>
/// <remarks>Coolify's versions and a token's abilities decide which fields an answer has; one that is missing is <see langword="null"/>, empty or <see langword="false"/> here.</remarks>
public sealed class CoolifyProject
{
    /// <summary>Gets the project's number, or <see langword="null"/>.</summary>
    public long? Id { get; init; }

    /// <summary>Gets the opaque id that Coolify gave.</summary>
    public string Uuid { get; init => field = value ?? string.Empty; } = string.Empty;

    /// <summary>Gets the name; not unique.</summary>
    public string Name { get; init => field = value ?? string.Empty; } = string.Empty;

    /// <summary>Gets the description, or <see langword="null"/>.</summary>
    public string? Description { get; init; }

    /// <summary>Gets the environments where the answer has them: when one project was asked for.</summary>
    public IReadOnlyList<CoolifyEnvironment>? Environments { get; init; }
}
