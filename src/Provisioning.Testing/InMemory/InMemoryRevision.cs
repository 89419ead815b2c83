using System.Security.Cryptography;
using System.Text;

namespace Provisioning.Testing;

/// <summary>Digests of what was asked for and of what was accepted.</summary>
internal static class InMemoryRevision
{
    // Of the request alone: which values are stored is not known before it is this call's turn.
    public static string JoinKey(ProvisionRequest request) => Digest(request, request.Variables, request.Secrets);

    public static string Digest(ProvisionRequest request, InMemoryStack stack) => Digest(request, stack.Variables, stack.Secrets);

    private static string Digest(ProvisionRequest request, IReadOnlyDictionary<string, string> variables, IReadOnlyDictionary<string, Secret> secrets)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, request.Template.Digest);
        Append(hash, variables);
        Append(hash, secrets.ToDictionary(pair => pair.Key, pair => pair.Value.Reveal(), StringComparer.Ordinal));
        Append(hash, request.Labels);
        Append(hash, request.Domain ?? string.Empty);
        Append(hash, $"{request.Limits?.MemoryBytes}/{request.Limits?.Cpus}/{request.Limits?.Pids}");
        return "sha256:" + Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void Append(IncrementalHash hash, IReadOnlyDictionary<string, string> values)
    {
        Append(hash, values.Count.ToString(System.Globalization.CultureInfo.InvariantCulture));
        foreach ((string name, string value) in values.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            Append(hash, name);
            Append(hash, value);
        }
    }

    private static void Append(IncrementalHash hash, string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        hash.AppendData(BitConverter.GetBytes(bytes.Length));
        hash.AppendData(bytes);
    }
}
