using System.Collections.Frozen;

namespace Provisioning.Compose;

/// <summary>A command run in a container.</summary>
public sealed class ComposeHook
{
    /// <summary>Gets the command.</summary>
    public IReadOnlyList<string> Command { get; init; } = [];

    /// <summary>Gets whether the file gives null for the command, which the canonical form keeps apart from an empty one.</summary>
    internal bool IsCommandNull { get; init; }

    /// <summary>Gets the user.</summary>
    public string? User { get; init; }

    /// <summary>Gets whether it is privileged.</summary>
    public bool Privileged { get; init; }

    /// <summary>Gets the working directory.</summary>
    public string? WorkingDir { get; init; }

    /// <summary>Gets the environment.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = FrozenDictionary<string, string?>.Empty;
}
