namespace Provisioning.Testing.Coolify;

/// <summary>A service of the instance, as its database has it at the moment of the look.</summary>
public sealed class FakeCoolifyService
{
    /// <summary>Gets its uuid.</summary>
    public required string Uuid { get; init; }

    /// <summary>Gets its name; names may repeat.</summary>
    public required string Name { get; init; }

    /// <summary>Gets its description; empty when there is none.</summary>
    public required string Description { get; init; }

    /// <summary>Gets the name of its server.</summary>
    public required string ServerName { get; init; }

    /// <summary>Gets its project and environment, <c>project/environment</c>.</summary>
    public required string EnvironmentName { get; init; }

    /// <summary>Gets the Compose text as Coolify stored it.</summary>
    public required string ComposeRaw { get; init; }

    /// <summary>Gets the Compose text as Coolify deploys it.</summary>
    public required string Compose { get; init; }

    /// <summary>Gets its status as the API gives it.</summary>
    public required string Status { get; init; }

    /// <summary>Gets the variables with their values; <see langword="null"/> for one without.</summary>
    public required IReadOnlyDictionary<string, string?> Variables { get; init; }

    /// <summary>Gets the domains of its containers, by Compose service.</summary>
    public required IReadOnlyDictionary<string, string> Domains { get; init; }

    /// <summary>Returns the name and the status.</summary>
    public override string ToString() => $"{Name} {Status}";
}
