namespace Provisioning.Projects;

/// <summary>Who reads secrets, and why: it is written to the audit.</summary>
public sealed class SecretAccess
{
    /// <summary>Gets who reads: a user, a key's name, a service. Never a credential.</summary>
    public required string Actor { get; init; }

    /// <summary>Gets why.</summary>
    public required string Reason { get; init; }

    /// <summary>Gets the names wanted; <see langword="null"/> for all.</summary>
    public IReadOnlyCollection<string>? Names { get; init; }
}
