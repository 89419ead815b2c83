using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Provisioning.Compose;

namespace Provisioning.Local.Tests.Mapping;

/// <summary>Makes a model from canonical JSON, by the names of the properties: the mapping is tested apart from the loader.</summary>
internal static class CanonicalReader
{
    private static readonly Dictionary<string, string> Names = new(StringComparer.Ordinal)
    {
        ["MemSwapLimit"] = "memswap_limit", ["DomainName"] = "domainname", ["GatewayPriority"] = "gw_priority", ["HealthCheck"] = "healthcheck", ["LinkLocalIps"] = "link_local_ips",
        ["AuxiliaryAddresses"] = "aux_addresses", ["NoCopy"] = "nocopy", ["ConfigFile"] = "config",
    };

    public static ComposeProject Read(JsonElement root, string directory, IReadOnlyList<string> files)
    {
        IReadOnlyDictionary<string, T> Section<T>(string name) =>
            root.TryGetProperty(name, out JsonElement section) ? (IReadOnlyDictionary<string, T>)Convert(section, typeof(IReadOnlyDictionary<string, T>))! : new Dictionary<string, T>();
        return new ComposeProject
        {
            Name = root.GetProperty("name").GetString()!,
            WorkingDirectory = directory,
            ComposeFiles = files,
            Services = Section<ComposeService>("services"),
            Networks = Section<ComposeNetwork>("networks"),
            Volumes = Section<ComposeVolume>("volumes"),
            Configs = Section<ComposeFileObject>("configs"),
            Secrets = Section<ComposeFileObject>("secrets"),
        };
    }

    private static object? Convert(JsonElement json, Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (json.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        if (type == typeof(JsonElement))
        {
            return json.Clone();
        }

        string text = json.ValueKind == JsonValueKind.String ? json.GetString()! : json.GetRawText();
        if (type == typeof(string))
        {
            return text;
        }

        if (type == typeof(bool))
        {
            return json.ValueKind == JsonValueKind.True || text == "true";
        }

        if (type == typeof(TimeSpan))
        {
            return Duration(text);
        }

        if (type == typeof(uint))
        {
            return json.ValueKind == JsonValueKind.String ? System.Convert.ToUInt32(text, 8) : json.GetUInt32();
        }

        if (type.IsPrimitive)
        {
            return System.Convert.ChangeType(text, type, CultureInfo.InvariantCulture);
        }

        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>))
        {
            Type item = type.GetGenericArguments()[0];
            var list = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(item))!;
            foreach (JsonElement element in json.EnumerateArray())
            {
                list.Add(Convert(element, item));
            }

            return list;
        }

        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>))
        {
            Type item = type.GetGenericArguments()[1];
            var dictionary = (IDictionary)Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(typeof(string), item))!;
            foreach (JsonProperty property in json.EnumerateObject())
            {
                object? value = Convert(property.Value, item);
                Set(value, "Key", property.Name);
                if (value is ComposeService)
                {
                    Set(value, "Name", property.Name);
                }

                dictionary[property.Name] = value;
            }

            return dictionary;
        }

        object result = Activator.CreateInstance(type)!;
        if (type == typeof(ComposeUlimit) && json.ValueKind == JsonValueKind.Number)
        {
            Set(result, "Limit", json.GetInt32());
            return result;
        }

        foreach (PropertyInfo property in type.GetProperties())
        {
            string name = Names.GetValueOrDefault(property.Name) ?? JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name);
            if (property.Name is not ("Extensions" or "Key" or "Develop" or "LabelFiles") && json.TryGetProperty(name, out JsonElement value) && Convert(value, property.PropertyType) is { } converted)
            {
                property.SetValue(result, converted);
            }
        }

        return result;
    }

    private static void Set(object? target, string property, object value) => target?.GetType().GetProperty(property)?.SetValue(target, value);

    private static TimeSpan Duration(string text)
    {
        decimal nanoseconds = 0;
        int start = 0;
        while (start < text.Length)
        {
            int unit = start;
            while (unit < text.Length && (char.IsAsciiDigit(text[unit]) || text[unit] == '.'))
            {
                unit++;
            }

            int end = unit;
            while (end < text.Length && !char.IsAsciiDigit(text[end]))
            {
                end++;
            }

            nanoseconds += decimal.Parse(text[start..unit], CultureInfo.InvariantCulture) * text[unit..end] switch { "h" => 3600e9m, "m" => 60e9m, "s" => 1e9m, "ms" => 1e6m, "µs" => 1e3m, _ => 1 };
            start = end;
        }

        return TimeSpan.FromTicks((long)(nanoseconds / 100));
    }
}
