using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Provisioning.Compose.Yaml;

/// <summary>
/// The entries of a mapping in their order. Mappings of Compose files are small: the keys are compared one by one, and an index is made only for many.
/// </summary>
internal sealed class NodeMap : IEnumerable<KeyValuePair<string, Node>>
{
    private const int LargestWithoutIndex = 16;

    private Entry[] _entries;
    private int _count;

    // A bit for each kind of key that was ever added: most keys that are asked for are not there.
    private ulong _kinds;

    // Positions of the keys; made when there are many, dropped when they move.
    private Dictionary<string, int>? _index;

    public NodeMap(int capacity = 0) => _entries = capacity == 0 ? [] : new Entry[capacity];

    public int Count => _count;

    public Node this[string key]
    {
        get => TryGetValue(key, out Node? value) ? value : throw new KeyNotFoundException(key);
        set
        {
            int at = IndexOf(key);
            if (at < 0)
            {
                Append(key, value);
            }
            else
            {
                _entries[at].Value = value;
            }
        }
    }

    public bool TryGetValue(string key, [NotNullWhen(true)] out Node? value)
    {
        int at = IndexOf(key);
        value = at < 0 ? null : _entries[at].Value;
        return at >= 0;
    }

    public bool ContainsKey(string key) => IndexOf(key) >= 0;

    /// <exception cref="ArgumentException">The key is there.</exception>
    public void Add(string key, Node value)
    {
        if (!TryAdd(key, value))
        {
            throw new ArgumentException($"The key '{key}' is there already.", nameof(key));
        }
    }

    public bool TryAdd(string key, Node value)
    {
        if (IndexOf(key) >= 0)
        {
            return false;
        }

        Append(key, value);
        return true;
    }

    public bool Remove(string key) => Remove(key, out _);

    public bool Remove(string key, [NotNullWhen(true)] out Node? value)
    {
        int at = IndexOf(key);
        if (at < 0)
        {
            value = null;
            return false;
        }

        value = _entries[at].Value;
        RemoveAt(at);
        return true;
    }

    public void RemoveAt(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, _count);
        _count--;
        Array.Copy(_entries, index + 1, _entries, index, _count - index);
        _entries[_count] = default;
        _index = null;
    }

    public KeyValuePair<string, Node> GetAt(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, _count);
        ref Entry entry = ref _entries[index];
        return new KeyValuePair<string, Node>(entry.Key, entry.Value);
    }

    public void SetAt(int index, Node value)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, _count);
        _entries[index].Value = value;
    }

    public void Clear()
    {
        Array.Clear(_entries, 0, _count);
        _count = 0;
        _kinds = 0;
        _index = null;
    }

    public string[] Keys()
    {
        var keys = new string[_count];
        for (int i = 0; i < keys.Length; i++)
        {
            keys[i] = _entries[i].Key;
        }

        return keys;
    }

    /// <summary>Returns the entries in the order of their keys.</summary>
    public KeyValuePair<string, Node>[] Sorted()
    {
        KeyValuePair<string, Node>[] sorted = [.. this];
        Array.Sort(sorted, static (left, right) => string.CompareOrdinal(left.Key, right.Key));
        return sorted;
    }

    public Enumerator GetEnumerator() => new(this);

    IEnumerator<KeyValuePair<string, Node>> IEnumerable<KeyValuePair<string, Node>>.GetEnumerator() => GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static ulong KindOf(string key) => key.Length == 0 ? 1 : 1UL << ((key[0] + (key[^1] * 5) + (key.Length * 11)) & 63);

    private int IndexOf(string key)
    {
        if ((_kinds & KindOf(key)) == 0)
        {
            return -1;
        }

        if (_count > LargestWithoutIndex)
        {
            return Index().TryGetValue(key, out int at) ? at : -1;
        }

        ReadOnlySpan<Entry> entries = _entries.AsSpan(0, _count);
        for (int i = 0; i < entries.Length; i++)
        {
            if (string.Equals(entries[i].Key, key, StringComparison.Ordinal))
            {
                return i;
            }
        }

        return -1;
    }

    private Dictionary<string, int> Index()
    {
        if (_index is null)
        {
            _index = new Dictionary<string, int>(_entries.Length, StringComparer.Ordinal);
            for (int i = 0; i < _count; i++)
            {
                _index.Add(_entries[i].Key, i);
            }
        }

        return _index;
    }

    private void Append(string key, Node value)
    {
        if (_count == _entries.Length)
        {
            Array.Resize(ref _entries, Math.Max(4, _count * 2));
        }

        _entries[_count] = new Entry { Key = key, Value = value };
        _index?.Add(key, _count);
        _count++;
        _kinds |= KindOf(key);
    }

    public struct Enumerator(NodeMap map) : IEnumerator<KeyValuePair<string, Node>>
    {
        private int _at = -1;

        public readonly KeyValuePair<string, Node> Current => map.GetAt(_at);

        readonly object IEnumerator.Current => Current;

        public bool MoveNext() => ++_at < map._count;

        public void Reset() => _at = -1;

        public readonly void Dispose()
        {
            // Nothing is held.
        }
    }

    private struct Entry
    {
        public string Key;
        public Node Value;
    }
}
