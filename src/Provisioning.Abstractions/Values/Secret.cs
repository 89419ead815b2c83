using System.ComponentModel;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Provisioning;

/// <summary>
/// A value that must not be shown: <see cref="ToString()"/>, formatting, JSON and the debugger all give <c>***</c>.
/// <see cref="Reveal"/> is the only way to the value.
/// </summary>
/// <remarks>
/// This keeps a secret out of logs, exceptions and results by accident. It does not encrypt the value in memory.
/// Equality compares in time that does not depend on where the values differ.
/// </remarks>
[DebuggerDisplay("***")]
[DebuggerTypeProxy(typeof(DebugView))]
[JsonConverter(typeof(Converter))]
public sealed class Secret : IEquatable<Secret>, ISpanFormattable
{
    /// <summary>What is shown in the place of a secret.</summary>
    public const string Mask = "***";

    private readonly string _value;

    /// <summary>Creates a secret.</summary>
    /// <param name="value">The value; may be empty.</param>
    public Secret(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        _value = value;
    }

    /// <summary>Returns the value itself. Never put it into a log, an exception, a label or a URL.</summary>
    /// <returns>The value.</returns>
    public string Reveal() => _value;

    /// <summary>Returns <c>***</c>.</summary>
    public override string ToString() => Mask;

    /// <summary>Returns <c>***</c>, whatever the format.</summary>
    /// <param name="format">Ignored.</param>
    /// <param name="formatProvider">Ignored.</param>
    public string ToString(string? format, IFormatProvider? formatProvider) => Mask;

    /// <inheritdoc/>
    public bool TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format, IFormatProvider? provider)
    {
        charsWritten = Mask.TryCopyTo(destination) ? Mask.Length : 0;
        return charsWritten > 0;
    }

    /// <inheritdoc/>
    public bool Equals([NotNullWhen(true)] Secret? other) =>
        other is not null && CryptographicOperations.FixedTimeEquals(MemoryMarshal.AsBytes(_value.AsSpan()), MemoryMarshal.AsBytes(other._value.AsSpan()));

    /// <inheritdoc/>
    public override bool Equals([NotNullWhen(true)] object? obj) => Equals(obj as Secret);

    /// <inheritdoc/>
    public override int GetHashCode() => string.GetHashCode(_value, StringComparison.Ordinal);

    /// <summary>Reads a secret from a JSON string; writes <c>"***"</c>.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public sealed class Converter : JsonConverter<Secret>
    {
        /// <inheritdoc/>
        public override Secret Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String
                ? new Secret(reader.GetString()!)
                : throw new JsonException("A secret must be a JSON string.");

        /// <inheritdoc/>
        public override void Write(Utf8JsonWriter writer, Secret value, JsonSerializerOptions options)
        {
            ArgumentNullException.ThrowIfNull(writer);
            writer.WriteStringValue(Mask);
        }
    }

    private sealed class DebugView
    {
        public DebugView(Secret secret) => _ = secret;

        [DebuggerBrowsable(DebuggerBrowsableState.Collapsed)]
        public string Value { get; } = Mask;
    }
}
