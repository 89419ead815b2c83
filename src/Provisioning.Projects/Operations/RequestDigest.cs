using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Provisioning.Projects;

/// <summary>A digest over everything that a request says. It covers secrets: it is stored encrypted only.</summary>
internal sealed class RequestDigest : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public static byte[] Compute(Action<RequestDigest> content)
    {
        using var digest = new RequestDigest();
        content(digest);
        return digest._hash.GetHashAndReset();
    }

    // Each part is preceded by its length, so that no two different requests give the same bytes; -1 stands for "not given".
    public RequestDigest Add(string? text)
    {
        Count(text?.Length ?? -1);
        _hash.AppendData(MemoryMarshal.AsBytes(text.AsSpan()));
        return this;
    }

    public RequestDigest Add(bool value) => Add(value ? "1" : "0");

    public RequestDigest Add(FailurePolicy value) => Add(value == FailurePolicy.RollBack);

    public RequestDigest Add(IReadOnlyDictionary<string, string>? values) => Add(values, static value => value);

    public RequestDigest Add(IReadOnlyDictionary<string, Secret>? values) => Add(values, static value => value.Reveal());

    public RequestDigest Add(IReadOnlyCollection<string>? values)
    {
        Count(values?.Count ?? -1);
        foreach (string value in (values ?? []).Order(StringComparer.Ordinal))
        {
            Add(value);
        }

        return this;
    }

    public RequestDigest Add(ProjectLimits? limits) => Add(limits is null
        ? null
        : string.Create(CultureInfo.InvariantCulture, $"{limits.Cpus:R};{limits.MemoryBytes};{limits.Pids}"));

    public RequestDigest Add(ProjectTemplate? template) => Add(template?.Digest).Add(template?.Name);

    public void Dispose() => _hash.Dispose();

    private RequestDigest Add<T>(IReadOnlyDictionary<string, T>? values, Func<T, string> text)
    {
        Count(values?.Count ?? -1);
        foreach ((string name, T value) in (values ?? new Dictionary<string, T>(StringComparer.Ordinal)).OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            Add(name).Add(text(value));
        }

        return this;
    }

    private void Count(int count)
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, count);
        _hash.AppendData(bytes);
    }
}
