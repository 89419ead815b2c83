using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Provisioning.Compose;

/// <summary>Values in the ordinal order of their names; a project has very many of them, most with few values.</summary>
internal sealed class SortedMap<T> : IReadOnlyDictionary<string, T>
{
    private readonly string[] _keys;
    private readonly T[] _values;

    private SortedMap(string[] keys, T[] values) => (_keys, _values) = (keys, values);

    public static SortedMap<T> Empty { get; } = new([], []);

    public int Count => _keys.Length;

    public IEnumerable<string> Keys => Array.AsReadOnly(_keys);

    public IEnumerable<T> Values => Array.AsReadOnly(_values);

    public T this[string key] => TryGetValue(key, out T? value) ? value : throw new KeyNotFoundException($"There is no '{key}'.");

    /// <summary>Takes arrays of the same length over; of equal names the last one counts.</summary>
    public static SortedMap<T> Create(string[] keys, T[] values)
    {
        if (keys.Length == 0)
        {
            return Empty;
        }

        for (int i = 1; i < keys.Length; i++)
        {
            if (string.CompareOrdinal(keys[i - 1], keys[i]) >= 0)
            {
                return Sort(keys, values);
            }
        }

        return new SortedMap<T>(keys, values);
    }

    public static SortedMap<T> Create(IReadOnlyCollection<KeyValuePair<string, T>> entries)
    {
        var keys = new string[entries.Count];
        var values = new T[entries.Count];
        int count = 0;
        foreach ((string key, T value) in entries)
        {
            (keys[count], values[count++]) = (key, value);
        }

        return Create(keys, values);
    }

    public bool ContainsKey(string key) => IndexOf(key) >= 0;

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out T value)
    {
        int at = IndexOf(key);
        value = at < 0 ? default : _values[at];
        return at >= 0;
    }

    public KeyValuePair<string, T> At(int index) => new(_keys[index], _values[index]);

    public IEnumerator<KeyValuePair<string, T>> GetEnumerator()
    {
        for (int i = 0; i < _keys.Length; i++)
        {
            yield return At(i);
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static SortedMap<T> Sort(string[] keys, T[] values)
    {
        var order = new int[keys.Length];
        for (int i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        Array.Sort(order, (left, right) => string.CompareOrdinal(keys[left], keys[right]) is not 0 and int difference ? difference : left - right);
        var sortedKeys = new string[keys.Length];
        var sortedValues = new T[keys.Length];
        int count = 0;
        foreach (int from in order)
        {
            if (count > 0 && sortedKeys[count - 1] == keys[from])
            {
                count--;
            }

            (sortedKeys[count], sortedValues[count++]) = (keys[from], values[from]);
        }

        Array.Resize(ref sortedKeys, count);
        Array.Resize(ref sortedValues, count);
        return new SortedMap<T>(sortedKeys, sortedValues);
    }

    private int IndexOf(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        int low = 0;
        int high = _keys.Length - 1;
        while (low <= high)
        {
            int middle = (low + high) >>> 1;
            int order = string.CompareOrdinal(_keys[middle], key);
            if (order == 0)
            {
                return middle;
            }

            (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
        }

        return -1;
    }
}
