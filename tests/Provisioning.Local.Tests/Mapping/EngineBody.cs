using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Provisioning.Local.Tests.Mapping;

/// <summary>Bodies as they go over the wire, in the form in which two of them are compared.</summary>
internal static class EngineBody
{
    private static readonly HashSet<string> Unordered = new(StringComparer.Ordinal) { "Env", "Binds", "Mounts", "ExtraHosts", "Links", "Ulimits" };
    private static readonly HashSet<string> ExactlyEmpty = new(StringComparer.Ordinal) { "Cmd", "Entrypoint", "Init", "StopTimeout", "PidsLimit", "MaskedPaths", "ReadonlyPaths", "EnableIPv4", "EnableIPv6" };

    /// <summary>Serialises as the engine library does.</summary>
    public static JsonNode Serialize(object body)
    {
        Type serializer = typeof(Docker.DotNet.DockerClient).Assembly.GetType("Docker.DotNet.JsonSerializer", throwOnError: true)!;
        object instance = serializer.GetProperty("Instance", BindingFlags.Static | BindingFlags.Public)!.GetValue(null)!;
        MethodInfo serialize = serializer.GetMethod("Serialize", [typeof(object), typeof(Type)])!;
        return JsonNode.Parse((string)serialize.Invoke(instance, [body, body.GetType()])!)!;
    }

    /// <summary>Removes what means nothing to the engine, and sorts what has no order.</summary>
    public static JsonNode? Normalize(JsonNode? node, string key = "")
    {
        switch (node)
        {
            case JsonObject item:
                var result = new JsonObject();
                foreach ((string name, JsonNode? value) in item.OrderBy(pair => pair.Key, StringComparer.Ordinal))
                {
                    bool isExact = ExactlyEmpty.Contains(name) && key is "body" or "HostConfig" or "networks";
                    JsonNode? normal = name == "com.docker.compose.depends_on" && value is not null
                        ? string.Join(',', value.GetValue<string>().Split(',').Order(StringComparer.Ordinal))
                        : name is "ConsoleSize" or "com.docker.compose.version" ? null : Normalize(value, name);
                    if (normal is not null && (!IsEmpty(normal) || isExact || key is "Labels" or "ExposedPorts" or "PortBindings" or "EndpointsConfig" or "Tmpfs" or "Sysctls"))
                    {
                        result[name] = normal.DeepClone();
                    }
                }

                return result;
            case JsonArray list:
                IEnumerable<JsonNode?> items = list.Select(value => Normalize(value)?.DeepClone());
                // Compose pulls an image once for each service that has it.
                items = key == "pulls" ? items.DistinctBy(value => value?.ToJsonString(), StringComparer.Ordinal) : items;
                return new JsonArray([.. Unordered.Contains(key) ? items.OrderBy(value => value?.ToJsonString(), StringComparer.Ordinal) : items]);
            default:
                return node;
        }
    }

    /// <summary>Returns the first path at which two bodies differ.</summary>
    public static string? Difference(JsonNode? expected, JsonNode? actual, string path = "")
    {
        if (expected is JsonObject left && actual is JsonObject right)
        {
            return left.Select(pair => pair.Key).Union(right.Select(pair => pair.Key), StringComparer.Ordinal).Order(StringComparer.Ordinal)
                .Select(key => Difference(left[key], right[key], path + "/" + key)).FirstOrDefault(difference => difference is not null);
        }

        if (expected is JsonArray expectedList && actual is JsonArray actualList && expectedList.Count == actualList.Count)
        {
            return expectedList.Select((item, index) => Difference(item, actualList[index], $"{path}[{index}]")).FirstOrDefault(difference => difference is not null);
        }

        return JsonNode.DeepEquals(expected, actual) ? null : $"{path}: expected {Show(expected)}, was {Show(actual)}";
    }

    private static string Show(JsonNode? node) => node?.ToJsonString() is { } text ? text.Length > 200 ? text[..200] + "..." : text : "nothing";

    private static bool IsEmpty(JsonNode node) => node switch
    {
        JsonObject item => item.Count == 0,
        JsonArray list => list.Count == 0,
        JsonValue value => value.GetValueKind() switch
        {
            JsonValueKind.String => value.GetValue<string>().Length == 0,
            JsonValueKind.Number => value.ToJsonString() == "0",
            JsonValueKind.False => true,
            _ => false,
        },
        _ => false,
    };
}
