namespace Provisioning.Coolify;

/// <summary>An environment of a project of Coolify. Its name is unique in the project.</summary>
/// <remarks>Coolify's versions and a token's abilities decide which fields an answer has; one that is missing is <see langword="null"/>, empty or <see langword="false"/> here.</remarks>
public sealed class CoolifyEnvironment
{
    /// <summary>Gets the environment's number: what <see cref="CoolifyService.EnvironmentId"/> refers to.</summary>
    public long? Id { get; init; }

    /// <summary>Gets the opaque id that Coolify gave.</summary>
    public string Uuid { get; init => field = value ?? string.Empty; } = string.Empty;

    /// <summary>Gets the name.</summary>
    public string Name { get; init => field = value ?? string.Empty; } = string.Empty;

    /// <summary>Gets the number of the project, or <see langword="null"/>.</summary>
    public long? ProjectId { get; init; }

    /// <summary>Gets the project where the answer has it: nested in a service.</summary>
    public CoolifyProject? Project { get; init; }

    /// <summary>Gets the services where the answer has them: when one environment was asked for.</summary>
    public IReadOnlyList<CoolifyService>? Services { get; init; }
}
