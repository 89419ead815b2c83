using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;

namespace Provisioning.Compose;

/// <summary>Computes the digest of a revision.</summary>
internal sealed class RevisionDigest : IDisposable
{
    private readonly IncrementalHash _hash;

    private RevisionDigest(ReadOnlySpan<byte> salt) => _hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, salt);

    public static string Compute(
        TemplateResolveOptions options,
        string projectName,
        IReadOnlyDictionary<string, string> variables,
        IReadOnlyDictionary<string, Secret> secrets)
    {
        ProvisionRequest request = options.Request;
        using var digest = new RevisionDigest(options.RevisionSalt.Span);
        digest.Append("provisioning revision 1");
        digest.Append(request.Template.Digest);
        digest.Append(request.ProjectId.Value);
        digest.Append(projectName);
        digest.Append(request.Domain);
        digest.Append(variables, value => value);
        digest.Append(secrets, value => value.Reveal());
        digest.Append(request.Labels, value => value);
        digest.Append(request.Limits?.MemoryBytes?.ToString(CultureInfo.InvariantCulture));
        digest.Append(request.Limits?.Cpus?.ToString("R", CultureInfo.InvariantCulture));
        digest.Append(request.Limits?.Pids?.ToString(CultureInfo.InvariantCulture));
        string[] profiles = [.. options.Profiles.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        digest.AppendCount(profiles.Length);
        foreach (string profile in profiles)
        {
            digest.Append(profile);
        }

        return "sha256:" + Convert.ToHexStringLower(digest._hash.GetHashAndReset());
    }

    public void Dispose() => _hash.Dispose();

    private void Append<T>(IReadOnlyDictionary<string, T> values, Func<T, string> text)
    {
        AppendCount(values.Count);
        foreach ((string name, T value) in values.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            Append(name);
            Append(text(value));
        }
    }

    // Every part is preceded by its length, so that no two different revisions give the same bytes; -1 stands for "not set".
    // The characters as they are: an encoding would make every lone surrogate the same.
    private void Append(string? text)
    {
        AppendCount(text is null ? -1 : text.Length);
        if (text is not null)
        {
            _hash.AppendData(System.Runtime.InteropServices.MemoryMarshal.AsBytes(text.AsSpan()));
        }
    }

    private void AppendCount(int count)
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, count);
        _hash.AppendData(bytes);
    }
}
