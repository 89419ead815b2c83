using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Provisioning.Testing.Coolify.Backend;

/// <summary>Checks the fields of a body in Laravel's words, and ends the request when one is wrong.</summary>
internal sealed partial class Fields(JsonObject body)
{
    private readonly JsonObject _errors = [];

    public static string Words(string field) => field.Replace('_', ' ');

    public Fields Name(string field, bool required)
    {
        JsonNode? node = body[field];
        if (node is null && !body.ContainsKey(field))
        {
            if (required)
            {
                Add(field, $"The {Words(field)} field is required.");
            }

            return this;
        }

        string? text = node is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;
        if (text is null)
        {
            Add(field, $"The {Words(field)} field must be a string.");
        }

        if ((text?.Length ?? 0) < 3)
        {
            Add(field, $"The {Words(field)} must be at least 3 characters.");
        }

        if (text is null || !NameCharacters().IsMatch(text))
        {
            Add(field, $"The {Words(field)} may only contain letters (including Unicode), numbers, spaces, and these characters: - _ . / @ & ( ) # , : +");
        }

        return this;
    }

    public Fields Text(string field, int? maximum = null, bool nullable = false)
    {
        if (body.TryGetPropertyValue(field, out JsonNode? node))
        {
            if (node is null && nullable)
            {
                return this;
            }

            if (node is not JsonValue value || value.GetValueKind() != JsonValueKind.String)
            {
                Add(field, $"The {Words(field)} field must be a string.");
            }
            else if (value.GetValue<string>().Length > maximum)
            {
                Add(field, $"The {Words(field)} field must not be greater than {maximum} characters.");
            }
        }

        return this;
    }

    public Fields Boolean(params ReadOnlySpan<string> fields)
    {
        foreach (string field in fields)
        {
            if (body.TryGetPropertyValue(field, out JsonNode? node) && BooleanOf(node) is null)
            {
                Add(field, $"The {Words(field)} field must be true or false.");
            }
        }

        return this;
    }

    public Fields Required(string field, string? message = null)
    {
        if (body[field] is null)
        {
            Add(field, message ?? $"The {Words(field)} field is required.");
        }

        return this;
    }

    public Fields Urls()
    {
        if (!body.TryGetPropertyValue("urls", out JsonNode? node))
        {
            return this;
        }

        if (node is not JsonArray list)
        {
            Add("urls", "The urls field must be an array.");
            return this;
        }

        for (int i = 0; i < list.Count; i++)
        {
            if (list[i] is not JsonObject item || item.Any(static entry => entry.Key is not ("name" or "url")))
            {
                Add($"urls.{i}", "An item in the urls array has invalid fields. Only name and url fields are supported.");
            }
        }

        return this;
    }

    public Fields Only(params IReadOnlyCollection<string> allowed)
    {
        foreach ((string field, _) in body)
        {
            if (!allowed.Contains(field, StringComparer.Ordinal))
            {
                Add(field, "This field is not allowed.");
            }
        }

        return this;
    }

    public void Check()
    {
        if (_errors.Count > 0)
        {
            throw new AnswerException(Answer.Invalid(_errors));
        }
    }

    public static bool? BooleanOf(JsonNode? node) => node is not JsonValue value
        ? null
        : value.GetValueKind() switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            JsonValueKind.Number => value.ToJsonString() switch { "1" => true, "0" => false, _ => null },
            JsonValueKind.String => value.GetValue<string>() switch { "1" => true, "0" => false, _ => null },
            _ => null,
        };

    // What strip_tags leaves.
    public static string WithoutTags(string text) => Tag().Replace(text, "").Trim();

    private void Add(string field, string message)
    {
        if (_errors[field] is not JsonArray messages)
        {
            _errors[field] = messages = [];
        }

        messages.Add(message);
    }

    [GeneratedRegex(@"^[\p{L}\p{M}\p{N}\s\-_./@&()#,:+]+$", RegexOptions.CultureInvariant, 10_000)]
    private static partial Regex NameCharacters();

    [GeneratedRegex("<[^>]*>?", RegexOptions.CultureInvariant, 10_000)]
    private static partial Regex Tag();
}
