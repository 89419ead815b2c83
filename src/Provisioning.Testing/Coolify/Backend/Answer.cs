using System.Text.Json.Nodes;

namespace Provisioning.Testing.Coolify.Backend;

/// <summary>What the instance answers.</summary>
internal sealed class Answer
{
    public const string DocsAddress = "https://coolify.io/docs";

    public int Status { get; init; }

    public string Body { get; init; } = "";

    public string ContentType { get; init; } = "application/json";

    public Dictionary<string, string> Headers { get; } = new(StringComparer.OrdinalIgnoreCase);

    public static Answer Json(int status, JsonNode body) => new() { Status = status, Body = body.ToJsonString() };

    public static Answer Message(int status, string message) => Json(status, new JsonObject { ["message"] = message });

    public static Answer Text(string text) => new() { Status = 200, Body = text, ContentType = "text/html; charset=utf-8" };

    public static Answer Page(int status, string title) => new()
    {
        Status = status,
        ContentType = "text/html; charset=utf-8",
        Body = $"<html><head><title>{title}</title></head><body><center><h1>{title}</h1></center><hr></body></html>",
    };

    public static Answer UnknownRoute() => Json(404, new JsonObject { ["message"] = "Not found.", ["docs"] = DocsAddress });

    public static Answer ServerError() => Message(500, "Server Error");

    public static Answer Invalid(JsonNode errors) => Json(422, new JsonObject { ["message"] = "Validation failed.", ["errors"] = errors });
}
