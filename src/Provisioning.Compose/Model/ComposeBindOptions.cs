namespace Provisioning.Compose;

/// <summary>Options of a bind mount.</summary>
public sealed class ComposeBindOptions
{
    /// <summary>Gets the SELinux relabelling: <c>z</c> or <c>Z</c>.</summary>
    public string? Selinux { get; init; }

    /// <summary>Gets the propagation.</summary>
    public string? Propagation { get; init; }

    /// <summary>Gets whether the host path is created when missing; <see langword="null"/> when not said.</summary>
    public bool? CreateHostPath { get; init; }

    /// <summary>Gets <c>enabled</c>, <c>disabled</c>, <c>writable</c> or <c>readonly</c>.</summary>
    public string? Recursive { get; init; }
}
