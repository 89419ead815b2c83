using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Provisioning.Coolify;

/// <summary>Tells whether two requests are the same, so that one joins the other. Keyed with a number of this process: it says nothing about the secrets, and is never stored.</summary>
internal sealed class RequestFingerprint
{
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);

    public string Of(ProvisionRequest request)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _key);
        Append(hash, request.Template.Digest);
        Append(hash, request.Domain);
        Append(hash, request.Limits is { } limits ? FormattableString.Invariant($"{limits.MemoryBytes}/{limits.Cpus}/{limits.Pids}") : null);
        Append(hash, FormattableString.Invariant($"{request.AllowEmptyVolumes}/{request.AllowDataIncompatible}"));
        Append(hash, request.Secrets.Select(static entry => KeyValuePair.Create(entry.Key, entry.Value.Reveal())));
        Append(hash, request.Variables);
        Append(hash, request.Labels);
        return Convert.ToHexString(hash.GetHashAndReset());
    }

    private static void Append(IncrementalHash hash, IEnumerable<KeyValuePair<string, string>> entries)
    {
        KeyValuePair<string, string>[] sorted = [.. entries.OrderBy(static entry => entry.Key, StringComparer.Ordinal)];
        Append(hash, FormattableString.Invariant($"{sorted.Length}"));
        foreach ((string key, string value) in sorted)
        {
            Append(hash, key);
            Append(hash, value);
        }
    }

    // Every part is preceded by its length, so that no two different requests give the same bytes.
    private static void Append(IncrementalHash hash, string? text)
    {
        byte[] bytes = text is null ? [] : Encoding.UTF8.GetBytes(text);
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(length, text is null ? -1 : bytes.Length);
        hash.AppendData(length);
        hash.AppendData(bytes);
    }
}
