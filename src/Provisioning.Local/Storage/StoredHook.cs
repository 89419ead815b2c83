using Provisioning.Compose;

namespace Provisioning.Local.Storage;

/// <summary>A command that is run in a service's container before it is stopped: stopping needs no template.</summary>
internal sealed record StoredHook
{
    public required List<string> Command { get; init; }

    public string? User { get; init; }

    public bool Privileged { get; init; }

    public string? WorkingDirectory { get; init; }

    /// <summary>Gets the variables, as <c>NAME=value</c>. They may hold secrets.</summary>
    public List<string> Environment { get; init; } = [];

    public static StoredHook From(ComposeHook hook) => new()
    {
        Command = [.. hook.Command],
        User = hook.User,
        Privileged = hook.Privileged,
        WorkingDirectory = hook.WorkingDir,
        Environment = [.. hook.Environment.Select(entry => entry.Value is null ? entry.Key : $"{entry.Key}={entry.Value}")],
    };
}
