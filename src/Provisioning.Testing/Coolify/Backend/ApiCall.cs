using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Provisioning.Testing.Coolify.Backend;

/// <summary>One request on its way through the instance.</summary>
internal sealed class ApiCall(CoolifyInstance instance, FakeCoolifyRequest request, TokenRow token, IReadOnlyDictionary<string, string> route)
{
    private JsonObject? _body;

    public CoolifyInstance Instance => instance;

    public FakeCoolifyRequest Request => request;

    public bool IsSensitive => token.Has("read:sensitive");

    public FakeCoolifyVersion Version => instance.Options.Version;

    public string this[string part] => route[part];

    public string? Query(string name)
    {
        foreach ((string key, string value) in request.Query)
        {
            if (key == name)
            {
                return value;
            }
        }

        return null;
    }

    // Laravel's boolean(): what is not clearly true is false; the flags of DELETE keep their default when they are no boolean.
    public bool Flag(string name, bool absent) => Query(name)?.ToLowerInvariant() switch
    {
        null => absent,
        "1" or "true" or "on" or "yes" => true,
        "0" or "false" or "off" or "no" => false,
        _ => absent,
    };

    public int Lines()
    {
        int lines = int.TryParse(Query("lines"), NumberStyles.Integer, CultureInfo.InvariantCulture, out int given) && given > 0 ? given : 100;
        return Math.Min(lines, 10_000);
    }

    /// <summary>Reads the body as Coolify's <c>validateIncomingRequest</c> does, with every text trimmed and an empty text as null.</summary>
    public JsonObject Body()
    {
        if (_body is not null)
        {
            return _body;
        }

        if (!request.Headers.TryGetValue("Content-Type", out string? type) || !type.Contains("json", StringComparison.OrdinalIgnoreCase))
        {
            throw Refused("Content-Type must be application/json.");
        }

        JsonNode? node;
        try
        {
            node = JsonNode.Parse(request.Body ?? "");
        }
        catch (JsonException)
        {
            throw Refused("Invalid JSON.");
        }

        if (node is not JsonObject { Count: > 0 } body)
        {
            throw Refused("Empty JSON.");
        }

        return _body = (JsonObject)Trim(body)!;
    }

    /// <summary>Reads a body that need not be there.</summary>
    public JsonObject OptionalBody() => string.IsNullOrWhiteSpace(request.Body) ? [] : Body();

    public static AnswerException Stop(int status, string message) => new(Answer.Message(status, message));

    private static AnswerException Refused(string error) => new(Answer.Json(400, new JsonObject { ["message"] = "Invalid request.", ["error"] = error }));

    private static JsonNode? Trim(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject mapping:
                return new JsonObject(mapping.Select(static entry => KeyValuePair.Create(entry.Key, Trim(entry.Value))));
            case JsonArray list:
                return new JsonArray([.. list.Select(Trim)]);
            case JsonValue value when value.GetValueKind() == JsonValueKind.String:
                string text = value.GetValue<string>().Trim();
                return text.Length == 0 ? null : JsonValue.Create(text);
            default:
                return node?.DeepClone();
        }
    }
}
