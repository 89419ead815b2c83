using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Provisioning.Testing;

/// <summary>The data in a volume of an in-memory project: texts by key. Thread-safe. Lives from provisioning until the purge.</summary>
public sealed class InMemoryVolume
{
    private readonly ConcurrentDictionary<string, string> _values = new(StringComparer.Ordinal);

    internal InMemoryVolume(string id) => Id = id;

    /// <summary>Gets the keys that have a value.</summary>
    public IReadOnlyCollection<string> Keys => [.. _values.Keys];

    internal string Id { get; }

    /// <summary>Writes a value.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">The value.</param>
    public void Write(string key, string value)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(value);
        _values[key] = value;
    }

    /// <summary>Reads a value.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">The value.</param>
    /// <returns>Whether there is one.</returns>
    public bool TryRead(string key, [NotNullWhen(true)] out string? value) => _values.TryGetValue(key, out value);
}
