using System.Globalization;
using System.Text.Json;
using Provisioning.Compose.Values;

namespace Provisioning.Compose.Writing;

/// <summary>Writes keys and leaves out those without a value, as Docker Compose does.</summary>
internal sealed class Emitter(ValueSink sink, bool isYaml = false)
{
    /// <summary>Gets whether YAML is written, which has extensions and leaves more out than JSON.</summary>
    public bool IsYaml { get; } = isYaml;

    public ValueSink Sink { get; } = sink;

    public void Text(string key, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            Sink.Key(key);
            Sink.Text(value);
        }
    }

    public void Flag(string key, bool value)
    {
        if (value)
        {
            Sink.Key(key);
            Sink.Flag(value: true);
        }
    }

    public void FlagOrNull(string key, bool? value)
    {
        if (value is { } flag)
        {
            Sink.Key(key);
            Sink.Flag(flag);
        }
    }

    /// <summary>Writes a number unless it is 0 or unset.</summary>
    public void Number(string key, long? value)
    {
        if (value is not (null or 0))
        {
            NumberOrZero(key, value);
        }
    }

    /// <summary>Writes a number unless it is unset.</summary>
    public void NumberOrZero(string key, long? value)
    {
        if (value is { } number)
        {
            Sink.Key(key);
            Sink.Literal(number.ToString(CultureInfo.InvariantCulture));
        }
    }

    public void Single(string key, float? value)
    {
        if (value is { } number && number != 0)
        {
            Sink.Key(key);
            Sink.Literal(GoNumber.FormatJson(number));
        }
    }

    /// <summary>Writes a size unless it is 0 or unset: a string of digits.</summary>
    public void Bytes(string key, long? value)
    {
        if (IsYaml && value < 0)
        {
            // As a string it could not be loaded again.
            NumberOrZero(key, value);
        }
        else if (value is not (null or 0))
        {
            Text(key, value.Value.ToString(CultureInfo.InvariantCulture));
        }
    }

    public void Duration(string key, TimeSpan? value, bool evenZero = true)
    {
        if (value is { } time && (evenZero || time != TimeSpan.Zero))
        {
            Text(key, Durations.Format(time));
        }
    }

    public void Strings(string key, IReadOnlyList<string> values)
    {
        if (values.Count > 0)
        {
            Sink.Key(key);
            Strings(values);
        }
    }

    public void StringsOrNull(string key, IReadOnlyList<string>? values)
    {
        if (values is null && IsYaml)
        {
            return;
        }

        Sink.Key(key);
        if (values is null)
        {
            Sink.Null();
        }
        else
        {
            Strings(values);
        }
    }

    public void Pairs(string key, IReadOnlyDictionary<string, string> values)
    {
        if (values.Count > 0)
        {
            Map(key, values, static (emitter, value) => emitter.Sink.Text(value));
        }
    }

    public void Variables(string key, IReadOnlyDictionary<string, string?> values)
    {
        if (values.Count > 0)
        {
            Map(key, values, static (emitter, value) =>
            {
                if (value is null)
                {
                    emitter.Sink.Null();
                }
                else
                {
                    emitter.Sink.Text(value);
                }
            });
        }
    }

    public void Map<T>(string key, IReadOnlyDictionary<string, T> values, Action<Emitter, T> write, bool evenEmpty = false)
    {
        if (values.Count == 0 && !evenEmpty)
        {
            return;
        }

        Sink.Key(key);
        Sink.BeginMapping();
        // What the loader made is sorted.
        SortedMap<T> sorted = values as SortedMap<T> ?? SortedMap<T>.Create(values);
        for (int i = 0; i < sorted.Count; i++)
        {
            (string name, T value) = sorted.At(i);
            Sink.Key(name);
            write(this, value);
        }

        Sink.EndMapping();
    }

    public void List<T>(string key, IReadOnlyList<T> values, Action<Emitter, T> write)
    {
        if (values.Count == 0)
        {
            return;
        }

        Sink.Key(key);
        Sink.BeginList();
        for (int i = 0; i < values.Count; i++)
        {
            write(this, values[i]);
        }

        Sink.EndList();
    }

    public void Object<T>(string key, T? value, Action<Emitter, T> write)
        where T : class
    {
        if (value is not null)
        {
            Sink.Key(key);
            write(this, value);
        }
    }

    /// <summary>Writes <c>x-*</c> entries.</summary>
    public void Extensions(IReadOnlyDictionary<string, JsonElement> values)
    {
        if (values.Count == 0)
        {
            return;
        }

        foreach ((string key, JsonElement value) in values as SortedMap<JsonElement> ?? SortedMap<JsonElement>.Create(values))
        {
            Element(key, value);
        }
    }

    public void Element(string key, JsonElement value)
    {
        Sink.Key(key);
        NodeJson.WriteExtension(value, Sink);
    }

    private void Strings(IReadOnlyList<string> values)
    {
        Sink.BeginList();
        for (int i = 0; i < values.Count; i++)
        {
            Sink.Text(values[i]);
        }

        Sink.EndList();
    }
}
