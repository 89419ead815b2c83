using System.Text;
using System.Text.Json;

namespace Provisioning.Coolify;

/// <summary>What an answer that is an error says: Coolify's JSON in its shapes, or whatever else came.</summary>
internal sealed class CoolifyAnswerReader
{
    private const int LongestWords = 1000;
    private const int LongestMarkup = 64 * 1024;
    private const int MostErrors = 50;

    private CoolifyAnswerReader()
    {
    }

    /// <summary>Gets whether the body is a JSON object.</summary>
    public bool IsJson { get; private init; }

    /// <summary>Gets the words, in one line and shortened; <see langword="null"/> when there are none.</summary>
    public string? Words { get; private init; }

    /// <summary>Gets whether Coolify says that it has no such route.</summary>
    public bool HasDocs { get; private init; }

    public IReadOnlyDictionary<string, IReadOnlyList<string>> Errors { get; private init; } = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);

    public IReadOnlyList<CoolifyDomainConflict> Conflicts { get; private init; } = [];

    public static CoolifyAnswerReader Read(ReadOnlySpan<byte> body, CoolifySecretMasker masker)
    {
        ReadOnlySpan<byte> text = body.TrimStart(" \t\r\n"u8);
        if (text.Length > 0 && text[0] == (byte)'{')
        {
            try
            {
                var reader = new Utf8JsonReader(text);
                using JsonDocument document = JsonDocument.ParseValue(ref reader);
                return FromJson(document.RootElement, masker);
            }
            catch (Exception exception) when (exception is JsonException or InvalidOperationException)
            {
                // cut off, no JSON after all, or with half a character in it: shown as text
            }
        }

        // Masked before anything is taken out: what looks like markup may be the middle of a secret.
        string raw = masker.Mask(Encoding.UTF8.GetString(text[..Math.Min(text.Length, LongestMarkup)]));
        return new CoolifyAnswerReader { Words = Line(WithoutMarkup(raw), masker) };
    }

    /// <summary>Returns text in one line, without control characters and secrets, shortened.</summary>
    public static string? Line(string text, CoolifySecretMasker masker)
    {
        // Masked first: a secret may have white space in it, and must not be cut in two.
        string line = string.Join(' ', masker.Mask(text).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        line = string.Concat(line.Select(letter => char.IsControl(letter) ? '?' : letter));
        return line.Length == 0 ? null : line.Length > LongestWords ? line[..LongestWords] + "..." : line;
    }

    private static CoolifyAnswerReader FromJson(JsonElement root, CoolifySecretMasker masker)
    {
        string? message = Text(root, "message");
        string? error = Text(root, "error");
        string? words = message is null ? error : error is null || message.Contains(error, StringComparison.Ordinal) ? message : $"{message} {error}";
        return new CoolifyAnswerReader
        {
            IsJson = true,
            Words = words is null ? null : Line(words, masker),
            HasDocs = root.TryGetProperty("docs", out _),
            Errors = root.TryGetProperty("errors", out JsonElement errors) ? ErrorsOf(errors, masker) : new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal),
            Conflicts = root.TryGetProperty("conflicts", out JsonElement conflicts) ? ConflictsOf(conflicts) : [],
        };
    }

    private static string? Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    // An object of lists, an object of texts, or a list of texts.
    private static Dictionary<string, IReadOnlyList<string>> ErrorsOf(JsonElement errors, CoolifySecretMasker masker)
    {
        var found = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        if (errors.ValueKind == JsonValueKind.Object)
        {
            foreach (JsonProperty field in errors.EnumerateObject().Take(MostErrors))
            {
                found[Line(field.Name, masker) ?? string.Empty] = TextsOf(field.Value, masker);
            }
        }
        else if (TextsOf(errors, masker) is { Count: > 0 } texts)
        {
            found[string.Empty] = texts;
        }

        return found;
    }

    private static List<string> TextsOf(JsonElement value, CoolifySecretMasker masker) => value.ValueKind switch
    {
        JsonValueKind.String => Line(value.GetString()!, masker) is { } line ? [line] : [],
        JsonValueKind.Array => [.. value.EnumerateArray().Take(MostErrors).SelectMany(item => TextsOf(item, masker))],
        JsonValueKind.Null => [],
        _ => Line(value.GetRawText(), masker) is { } raw ? [raw] : [],
    };

    private static IReadOnlyList<CoolifyDomainConflict> ConflictsOf(JsonElement conflicts)
    {
        try
        {
            return conflicts.Deserialize(CoolifyJson.Default.IReadOnlyListCoolifyDomainConflict) ?? [];
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return [];
        }
    }

    // The title says what a page of a proxy is about; scripts and styles say nothing.
    private static string WithoutMarkup(string text)
    {
        if (!text.Contains('<', StringComparison.Ordinal))
        {
            return text;
        }

        int begin = text.IndexOf("<title>", StringComparison.OrdinalIgnoreCase);
        int end = begin < 0 ? -1 : text.IndexOf("</title>", begin, StringComparison.OrdinalIgnoreCase);
        if (end > begin)
        {
            return text[(begin + "<title>".Length)..end];
        }

        bool inside = false;
        return string.Concat(text.Select(letter =>
        {
            inside = letter == '<' || (inside && letter != '>');
            return inside || letter == '>' ? ' ' : letter;
        }));
    }
}
