using System.Buffers;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Provisioning.AspNetCore;

/// <summary>Reads what a request says. Failures name the place, never a value.</summary>
internal static class RequestReader
{
    private static readonly SearchValues<char> PathCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_$.[]");

    public static async Task<T?> ReadBodyAsync<T>(HttpContext context, JsonTypeInfo<T> type, long maxSize, bool isOptional = false)
        where T : class
    {
        HttpRequest request = context.Request;
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = maxSize;
        }

        if (request.ContentLength > maxSize)
        {
            throw TooLarge(maxSize);
        }

        if (isOptional && (request.ContentLength == 0 || context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody == false))
        {
            return null;
        }

        if (!request.HasJsonContentType())
        {
            throw new ApiException(StatusCodes.Status415UnsupportedMediaType, ApiException.InvalidArguments, "The body must be JSON, with 'Content-Type: application/json'.");
        }

        try
        {
            return await JsonSerializer.DeserializeAsync(request.Body, type, context.RequestAborted).ConfigureAwait(false)
                ?? throw ApiException.Malformed("The body must be a JSON object and is null.");
        }
        catch (JsonException exception)
        {
            throw ApiException.Malformed($"The body is not what is expected{Place(exception)}.");
        }
        catch (BadHttpRequestException exception) when (exception.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            throw TooLarge(maxSize);
        }
    }

    public static ProjectId ProjectIdOf(string text) => ProjectId.TryParse(text, out ProjectId id)
        ? id
        : throw ApiException.Malformed("The path holds no project id: one has 1 to 40 small letters, digits and hyphens, and neither begins nor ends with a hyphen.");

    public static int? Number(string? text, string name, int min, int max) => string.IsNullOrEmpty(text) ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value >= min && value <= max ? value
        : throw ApiException.Malformed(string.Create(CultureInfo.InvariantCulture, $"'{name}' must be a number from {min} to {max}."));

    public static bool Flag(string? text, string name, bool otherwise = false) => string.IsNullOrEmpty(text) ? otherwise
        : bool.TryParse(text, out bool value) ? value
        : throw ApiException.Malformed($"'{name}' must be true or false.");

    public static DateTimeOffset? Time(string? text, string name) => string.IsNullOrEmpty(text) ? null
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTimeOffset value) ? value
        : throw ApiException.Malformed($"'{name}' must be a time as in ISO 8601, for instance 2026-01-31T12:00:00Z.");

    public static IReadOnlyCollection<TEnum>? Values<TEnum>(string[]? texts, string name)
        where TEnum : struct, Enum
    {
        string[] given = [.. (texts ?? []).SelectMany(text => text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))];
        return given.Length == 0 ? null
            : [.. given.Select(text => Names.TryParse(text, out TEnum value) ? value : throw ApiException.Malformed($"'{name}' must be one of {string.Join(", ", Enum.GetValues<TEnum>().Select(Names.Of))}."))];
    }

    public static IReadOnlyDictionary<string, string>? Labels(string[]? texts)
    {
        if (texts is null or [])
        {
            return null;
        }

        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string text in texts)
        {
            int at = text.IndexOf('=', StringComparison.Ordinal);
            labels[at > 0 ? text[..at] : throw ApiException.Malformed("'label' must be NAME=value.")] = text[(at + 1)..];
        }

        return labels;
    }

    private static ApiException TooLarge(long maxSize) =>
        new(StatusCodes.Status413PayloadTooLarge, ApiException.InvalidArguments, string.Create(CultureInfo.InvariantCulture, $"The body is larger than {maxSize} bytes."));

    // The serializer's own message can quote the body. Its path has names of members only, but those of a dictionary are the client's.
    private static string Place(JsonException exception)
    {
        string line = exception.LineNumber is { } number ? string.Create(CultureInfo.InvariantCulture, $" (line {number + 1}, byte {exception.BytePositionInLine + 1})") : string.Empty;
        string path = exception.Path is { Length: > 1 and < 100 } at && !at.AsSpan().ContainsAnyExcept(PathCharacters) && at.Count(character => character == '.') == 1
            ? " at " + at
            : string.Empty;
        return path + line;
    }
}
