using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Provisioning;

/// <summary>
/// The name of a project: 1 to 40 characters of <c>a-z</c>, <c>0-9</c> and <c>-</c>, neither starting nor ending with <c>-</c>.
/// </summary>
/// <remarks>
/// A value that exists is valid, and therefore safe as a folder name, a DNS label (RFC 1123), part of a container name,
/// a label value and a URL segment. The one exception is <see langword="default"/>, which names nothing:
/// every member that needs the value throws <see cref="InvalidOperationException"/> on it.
/// Comparison is ordinal. There are no upper-case letters, so two ids never differ in case only.
/// </remarks>
[JsonConverter(typeof(Converter))]
[TypeConverter(typeof(ProjectIdTypeConverter))]
public readonly struct ProjectId : IEquatable<ProjectId>, IComparable<ProjectId>, ISpanParsable<ProjectId>, ISpanFormattable
{
    /// <summary>The greatest number of characters of a project id.</summary>
    public const int MaxLength = 40;

    private readonly string? _value;

    private ProjectId(string value) => _value = value;

    /// <summary>Gets the id as text.</summary>
    /// <exception cref="InvalidOperationException">This is <see langword="default"/>.</exception>
    public string Value => _value ?? throw new InvalidOperationException("This ProjectId is the default value and names no project. Create one with ProjectId.Parse.");

    /// <summary>Gets whether this is <see langword="default"/>, which names no project.</summary>
    public bool IsDefault => _value is null;

    /// <summary>Reads a project id.</summary>
    /// <param name="s">The text.</param>
    /// <returns>The id.</returns>
    /// <exception cref="FormatException">The text is not a project id; the message says which rule it breaks.</exception>
    public static ProjectId Parse(string s)
    {
        ArgumentNullException.ThrowIfNull(s);
        return Parse(s.AsSpan());
    }

    /// <summary>Reads a project id.</summary>
    /// <param name="s">The text.</param>
    /// <returns>The id.</returns>
    /// <exception cref="FormatException">The text is not a project id; the message says which rule it breaks.</exception>
    public static ProjectId Parse(ReadOnlySpan<char> s) =>
        Check(s) is { } problem ? throw new FormatException(problem) : new ProjectId(s.ToString());

    /// <inheritdoc/>
    public static ProjectId Parse(string s, IFormatProvider? provider) => Parse(s);

    /// <inheritdoc/>
    public static ProjectId Parse(ReadOnlySpan<char> s, IFormatProvider? provider) => Parse(s);

    /// <summary>Reads a project id without throwing.</summary>
    /// <param name="s">The text.</param>
    /// <param name="result">The id, or <see langword="default"/>.</param>
    /// <returns>Whether the text is a project id.</returns>
    public static bool TryParse([NotNullWhen(true)] string? s, out ProjectId result)
    {
        bool valid = s is not null && Check(s) is null;
        result = valid ? new ProjectId(s!) : default;
        return valid;
    }

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out ProjectId result) => TryParse(s, out result);

    /// <inheritdoc/>
    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out ProjectId result)
    {
        bool valid = Check(s) is null;
        result = valid ? new ProjectId(s.ToString()) : default;
        return valid;
    }

    /// <summary>Returns whether two ids name the same project.</summary>
    public static bool operator ==(ProjectId left, ProjectId right) => left.Equals(right);

    /// <summary>Returns whether two ids name different projects.</summary>
    public static bool operator !=(ProjectId left, ProjectId right) => !left.Equals(right);

    /// <summary>Returns whether <paramref name="left"/> sorts before <paramref name="right"/>, by ordinal comparison.</summary>
    public static bool operator <(ProjectId left, ProjectId right) => left.CompareTo(right) < 0;

    /// <summary>Returns whether <paramref name="left"/> sorts before or with <paramref name="right"/>, by ordinal comparison.</summary>
    public static bool operator <=(ProjectId left, ProjectId right) => left.CompareTo(right) <= 0;

    /// <summary>Returns whether <paramref name="left"/> sorts after <paramref name="right"/>, by ordinal comparison.</summary>
    public static bool operator >(ProjectId left, ProjectId right) => left.CompareTo(right) > 0;

    /// <summary>Returns whether <paramref name="left"/> sorts after or with <paramref name="right"/>, by ordinal comparison.</summary>
    public static bool operator >=(ProjectId left, ProjectId right) => left.CompareTo(right) >= 0;

    /// <inheritdoc/>
    public bool Equals(ProjectId other) => string.Equals(_value, other._value, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is ProjectId other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => _value is null ? 0 : string.GetHashCode(_value, StringComparison.Ordinal);

    /// <inheritdoc/>
    public int CompareTo(ProjectId other) => string.CompareOrdinal(_value, other._value);

    /// <summary>Returns the id as text, or an empty string for <see langword="default"/>.</summary>
    public override string ToString() => _value ?? string.Empty;

    /// <inheritdoc/>
    public string ToString(string? format, IFormatProvider? formatProvider) => ToString();

    /// <inheritdoc/>
    public bool TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format, IFormatProvider? provider)
    {
        string text = ToString();
        charsWritten = text.TryCopyTo(destination) ? text.Length : 0;
        return charsWritten == text.Length;
    }

    private static string? Check(ReadOnlySpan<char> s)
    {
        if (s.IsEmpty)
        {
            return "A project id must not be empty. Use 1 to 40 of a-z, 0-9 and '-'.";
        }

        if (s.Length > MaxLength)
        {
            return string.Create(CultureInfo.InvariantCulture, $"A project id has at most {MaxLength} characters; this one has {s.Length}.");
        }

        for (int i = 0; i < s.Length; i++)
        {
            if (!char.IsAsciiLetterLower(s[i]) && !char.IsAsciiDigit(s[i]) && s[i] != '-')
            {
                return string.Create(
                    CultureInfo.InvariantCulture,
                    $"A project id consists of a-z, 0-9 and '-'; the character U+{(int)s[i]:X4} at position {i + 1} is none of them.");
            }
        }

        return s[0] == '-' || s[^1] == '-' ? "A project id must neither start nor end with '-'." : null;
    }

    /// <summary>Reads and writes a project id as a JSON string or property name.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public sealed class Converter : JsonConverter<ProjectId>
    {
        /// <inheritdoc/>
        public override ProjectId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Read(ref reader);

        /// <inheritdoc/>
        public override ProjectId ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Read(ref reader);

        /// <inheritdoc/>
        public override void Write(Utf8JsonWriter writer, ProjectId value, JsonSerializerOptions options)
        {
            ArgumentNullException.ThrowIfNull(writer);
            writer.WriteStringValue(value.Value);
        }

        /// <inheritdoc/>
        public override void WriteAsPropertyName(Utf8JsonWriter writer, ProjectId value, JsonSerializerOptions options)
        {
            ArgumentNullException.ThrowIfNull(writer);
            writer.WritePropertyName(value.Value);
        }

        private static ProjectId Read(ref Utf8JsonReader reader)
        {
            string? text = reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName ? reader.GetString() : null;
            return TryParse(text, out ProjectId id)
                ? id
                : throw new JsonException(text is null ? "A project id must be a JSON string." : Check(text));
        }
    }
}
