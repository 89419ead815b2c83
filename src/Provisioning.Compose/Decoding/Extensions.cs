using System.Text.Json;
using Provisioning.Compose.Writing;
using Provisioning.Compose.Yaml;

namespace Provisioning.Compose.Decoding;

/// <summary>Gathers the <c>x-*</c> keys of each mapping under one key, as Compose does before it decodes a model.</summary>
internal static class Extensions
{
    public const string Key = "#extensions";

    public static void Gather(Node model) => Gather(model, 0, parentIsServices: false, isNamed: false);

    public static IReadOnlyDictionary<string, JsonElement> Read(Node node)
    {
        if (node.Get(Key) is not { IsMapping: true } entries)
        {
            return SortedMap<JsonElement>.Empty;
        }

        var keys = new string[entries.Entries.Count];
        var values = new JsonElement[keys.Length];
        for (int i = 0; i < keys.Length; i++)
        {
            (keys[i], Node value) = entries.Entries.GetAt(i);
            values[i] = NodeJson.ToElement(value);
        }

        return SortedMap<JsonElement>.Create(keys, values);
    }

    // Names that a user gives to things may begin with "x-" and are no extensions: at these places they are left alone.
    private static bool KeepsNames(int depth, string key, bool parentIsServices) => depth switch
    {
        0 => key is "services" or "volumes" or "networks" or "secrets" or "configs",
        2 => parentIsServices && key == "depends_on",
        _ => false,
    };

    private static void Gather(Node node, int depth, bool parentIsServices, bool isNamed)
    {
        Node? extras = null;
        for (int i = 0; i < node.Entries.Count; i++)
        {
            (string key, Node value) = node.Entries.GetAt(i);
            if (!isNamed && key.StartsWith("x-", StringComparison.Ordinal))
            {
                (extras ??= Node.Mapping(value)).Entries.Add(key, value);
                node.Entries.RemoveAt(i--);
            }
            else if (value.IsMapping)
            {
                Gather(value, depth + 1, depth == 0 ? key == "services" : parentIsServices, KeepsNames(depth, key, parentIsServices));
            }
            else if (value.IsSequence)
            {
                foreach (Node item in value.Items)
                {
                    if (item.IsMapping)
                    {
                        Gather(item, depth + 2, parentIsServices, isNamed: false);
                    }
                }
            }
        }

        if (extras is not null)
        {
            node.Entries[Key] = extras;
        }
    }
}
