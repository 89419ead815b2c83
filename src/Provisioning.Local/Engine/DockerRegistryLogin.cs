namespace Provisioning.Local.Engine;

/// <summary>Credentials of a registry; all <see langword="null"/> but perhaps <see cref="Helper"/> when there are none.</summary>
internal sealed class DockerRegistryLogin(string? address, string? user, string? password, string? identityToken, string? helper)
{
    /// <summary>Gets the registry's address as the configuration writes it.</summary>
    public string? Address { get; } = address;

    /// <summary>Gets the user.</summary>
    public string? User { get; } = user;

    /// <summary>Gets the password.</summary>
    public string? Password { get; } = password;

    /// <summary>Gets the token that replaces the password.</summary>
    public string? IdentityToken { get; } = identityToken;

    /// <summary>Gets the credential helper that is configured for the registry; it is a program, so it is not asked.</summary>
    public string? Helper { get; } = helper;

    /// <summary>Gets whether there is something to send.</summary>
    public bool HasCredentials => Address is not null;

    /// <summary>Returns the address only.</summary>
    public override string ToString() => HasCredentials ? $"{Address} ***" : "none";
}
