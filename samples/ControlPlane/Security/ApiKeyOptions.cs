using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Authentication;

namespace Provisioning.ControlPlane;

/// <summary>The keys that open the API, as digests: the keys themselves need not be in memory.</summary>
internal sealed class ApiKeyOptions : AuthenticationSchemeOptions
{
    private const int MinLength = 16;

    private List<(string Holder, byte[] Digest)> _keys = [];

    public void SetKeys(IReadOnlyDictionary<string, string> keys) => _keys =
    [
        .. keys.Select(key => key.Value.Length >= MinLength
            ? (key.Key, Digest(key.Value))
            : throw new InvalidOperationException($"The API key of '{key.Key}' is too short: it needs at least {MinLength} characters, for instance from 'openssl rand -hex 32'.")),
    ];

    /// <summary>Returns who holds a key, or <see langword="null"/>. How long it takes says nothing about the keys.</summary>
    public string? FindHolder(string key)
    {
        byte[] digest = Digest(key);
        string? found = null;
        foreach ((string holder, byte[] known) in _keys)
        {
            found = CryptographicOperations.FixedTimeEquals(digest, known) ? holder : found;
        }

        return found;
    }

    private static byte[] Digest(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
