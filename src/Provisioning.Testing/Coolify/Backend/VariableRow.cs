using System.Text.Json;

namespace Provisioning.Testing.Coolify.Backend;

/// <summary>A variable of a service, and how Coolify writes it into <c>.env</c>.</summary>
internal sealed class VariableRow(string uuid, string key, DateTimeOffset createdAt)
{
    public string Uuid { get; } = uuid;

    public string Key { get; } = key;

    public string? Value { get; set; }

    public string? Comment { get; set; }

    public bool IsLiteral { get; set; }

    public bool IsMultiline { get; set; }

    public bool IsShownOnce { get; set; }

    public bool IsRequired { get; set; }

    public DateTimeOffset CreatedAt { get; } = createdAt;

    public DateTimeOffset UpdatedAt { get; set; } = createdAt;

    public string RealValue
    {
        get
        {
            if (Value is null)
            {
                return "";
            }

            // Text that is JSON is written as it is, literal or not.
            if (Value.Length > 0 && Value[0] is '{' or '[' && IsJson(Value))
            {
                return Value;
            }

            return IsLiteral || IsMultiline
                ? $"'{Value}'"
                : Value.Replace("\\", "\\\\", StringComparison.Ordinal)
                    .Replace("\"", "\\\"", StringComparison.Ordinal)
                    .Replace("'", "\\'", StringComparison.Ordinal)
                    .Replace("\r", "\\r", StringComparison.Ordinal)
                    .Replace("\t", "\\t", StringComparison.Ordinal);
        }
    }

    private static bool IsJson(string text)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
