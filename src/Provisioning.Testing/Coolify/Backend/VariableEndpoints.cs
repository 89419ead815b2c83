using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Provisioning.Testing.Coolify.Backend;

/// <summary>The variables of a service.</summary>
internal static partial class VariableEndpoints
{
    public static Answer List(ApiCall call) => Answer.Json(200, Shapes.List(ServiceEndpoints.Service(call).Variables.Select(row => Shapes.Variable(call.Instance, row, call.IsSensitive))));

    public static Answer Create(ApiCall call)
    {
        ServiceRow service = ServiceEndpoints.Service(call);
        JsonObject body = call.Body();
        string key = Check(call, body);
        if (service.Variables.Exists(row => row.Key == key))
        {
            return Answer.Message(409, "Environment variable already exists. Use PATCH request to update it.");
        }

        VariableRow created = call.Instance.EnsureVariable(service, key, null, required: false);
        Fill(call, created, body);
        return Answer.Json(201, Shapes.Variable(call.Instance, created, call.IsSensitive, isNew: true));
    }

    public static Answer Update(ApiCall call)
    {
        ServiceRow service = ServiceEndpoints.Service(call);
        JsonObject body = call.Body();
        string key = Check(call, body);
        if (service.Variables.Find(row => row.Key == key) is not { } found)
        {
            return Answer.Message(404, "Environment variable not found.");
        }

        Fill(call, found, body);
        return Answer.Json(201, Shapes.Variable(call.Instance, found, call.IsSensitive));
    }

    public static Answer UpdateMany(ApiCall call)
    {
        ServiceRow service = ServiceEndpoints.Service(call);
        if (call.Body()["data"] is not JsonArray { Count: > 0 } data)
        {
            return Answer.Message(400, "Bulk data is required.");
        }

        // Not one step: what comes before the first wrong item is saved.
        var shapes = new JsonArray();
        foreach (JsonNode? node in data)
        {
            if (node is not JsonObject item)
            {
                return Answer.ServerError();
            }

            string key = Check(call, item);
            bool isNew = !service.Variables.Exists(row => row.Key == key);
            VariableRow row = call.Instance.EnsureVariable(service, key, null, required: false);
            Fill(call, row, item);
            shapes.Add(Shapes.Variable(call.Instance, row, call.IsSensitive, isNew, inBulk: true));
        }

        return Answer.Json(201, shapes);
    }

    public static Answer Remove(ApiCall call)
    {
        ServiceRow service = ServiceEndpoints.Service(call);
        return service.Variables.RemoveAll(row => row.Uuid == call["env"]) > 0
            ? Answer.Message(200, "Environment variable deleted.")
            : Answer.Message(404, "Environment variable not found.");
    }

    private static string Check(ApiCall call, JsonObject item)
    {
        new Fields(item).Required("key", "This field is required.").Text("key", 255).Text("value", nullable: true)
            .Boolean("is_literal", "is_multiline", "is_shown_once").Text("comment", 256, nullable: true).Check();
        string key = item["key"]!.GetValue<string>();
        if (!Key().IsMatch(key))
        {
            switch (call.Version)
            {
                case FakeCoolifyVersion.V40:
                    break;
                case FakeCoolifyVersion.V41:
                    throw new AnswerException(Answer.ServerError());
                default:
                    throw new AnswerException(Answer.Invalid(new JsonObject { ["key"] = new JsonArray("The key field format is invalid.") }));
            }
        }

        return key;
    }

    private static void Fill(ApiCall call, VariableRow row, JsonObject item)
    {
        row.Value = item["value"] is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;
        row.IsLiteral = Fields.BooleanOf(item["is_literal"]) ?? row.IsLiteral;
        row.IsMultiline = Fields.BooleanOf(item["is_multiline"]) ?? row.IsMultiline;
        row.IsShownOnce = Fields.BooleanOf(item["is_shown_once"]) ?? row.IsShownOnce;
        row.Comment = item["comment"] is JsonValue comment ? comment.GetValue<string>() : row.Comment;
        row.UpdatedAt = call.Instance.Now;
    }

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_.]*$", RegexOptions.CultureInvariant, 10_000)]
    private static partial Regex Key();
}
