namespace Provisioning.Coolify;

/// <summary>How the server of a new project is chosen. The choice stays with the project.</summary>
public enum CoolifyPlacement
{
    /// <summary>Every project goes to <see cref="CoolifyProviderOptions.Server"/>, or to the only server when that is not set.</summary>
    Fixed,

    /// <summary>
    /// A project goes to the server whose name or id its request gives with the label <see cref="CoolifyProviderOptions.ServerLabel"/>;
    /// to <see cref="CoolifyProviderOptions.Server"/> when it has no such label.
    /// </summary>
    ByName,

    /// <summary>A project goes to the usable server of <see cref="CoolifyProviderOptions.Servers"/> (all servers when empty) that carries the fewest projects.</summary>
    FewestProjects,
}
