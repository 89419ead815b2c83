using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Provisioning;

/// <summary>
/// Says what kind of failure a <see cref="ProvisioningException"/> is. An open set: a provider may add its own codes.
/// </summary>
/// <remarks>Values are lower snake case, stable, and of low cardinality; they are the <c>error.type</c> of telemetry and the <c>code</c> of the console application's error output.</remarks>
[JsonConverter(typeof(Converter))]
public readonly struct ProvisioningErrorCode : IEquatable<ProvisioningErrorCode>
{
    private readonly string? _value;

    /// <summary>Creates a code.</summary>
    /// <param name="value">Lower snake case, for instance <c>image_not_available</c>.</param>
    public ProvisioningErrorCode(string value)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(value);
        _value = value;
    }

    /// <summary>Anything that has no code of its own.</summary>
    public static ProvisioningErrorCode Unspecified { get; } = new("unspecified");

    /// <summary>The project does not exist.</summary>
    public static ProvisioningErrorCode NotFound { get; } = new("not_found");

    /// <summary>The project's state does not allow the operation, or a resource with its name belongs to somebody else.</summary>
    public static ProvisioningErrorCode Conflict { get; } = new("conflict");

    /// <summary>Another operation runs on the project.</summary>
    public static ProvisioningErrorCode Busy { get; } = new("busy");

    /// <summary>The template or the values for it are not valid.</summary>
    public static ProvisioningErrorCode InvalidTemplate { get; } = new("invalid_template");

    /// <summary>The backend cannot be reached or refuses the caller.</summary>
    public static ProvisioningErrorCode Unavailable { get; } = new("unavailable");

    /// <summary>The backend denies what was asked: credentials, abilities, permissions of a socket.</summary>
    public static ProvisioningErrorCode AccessDenied { get; } = new("access_denied");

    /// <summary>The time allowed for the operation is over.</summary>
    public static ProvisioningErrorCode TimedOut { get; } = new("timed_out");

    /// <summary>A service exited, or its health check failed.</summary>
    public static ProvisioningErrorCode ServiceFailed { get; } = new("service_failed");

    /// <summary>An image is neither at the backend nor can it be pulled.</summary>
    public static ProvisioningErrorCode ImageNotAvailable { get; } = new("image_not_available");

    /// <summary>A host port is taken.</summary>
    public static ProvisioningErrorCode PortNotAvailable { get; } = new("port_not_available");

    /// <summary>No subnet is left for a network.</summary>
    public static ProvisioningErrorCode SubnetNotAvailable { get; } = new("subnet_not_available");

    /// <summary>The change would make the data of a stateful service unreadable, or lose it.</summary>
    public static ProvisioningErrorCode DataIncompatible { get; } = new("data_incompatible");

    /// <summary>Something could not be removed.</summary>
    public static ProvisioningErrorCode Leftovers { get; } = new("leftovers");

    /// <summary>The provider, or the version of its backend, does not offer the operation.</summary>
    public static ProvisioningErrorCode NotSupported { get; } = new("not_supported");

    /// <summary>The stored record of a project is missing or cannot be read.</summary>
    public static ProvisioningErrorCode StateDamaged { get; } = new("state_damaged");

    /// <summary>The backend answered with an error that has no code of its own here.</summary>
    public static ProvisioningErrorCode BackendError { get; } = new("backend_error");

    /// <summary>Gets the code as text.</summary>
    public string Value => _value ?? "unspecified";

    /// <summary>Returns whether two codes are the same.</summary>
    public static bool operator ==(ProvisioningErrorCode left, ProvisioningErrorCode right) => left.Equals(right);

    /// <summary>Returns whether two codes differ.</summary>
    public static bool operator !=(ProvisioningErrorCode left, ProvisioningErrorCode right) => !left.Equals(right);

    /// <inheritdoc/>
    public bool Equals(ProvisioningErrorCode other) => string.Equals(Value, other.Value, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is ProvisioningErrorCode other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => string.GetHashCode(Value, StringComparison.Ordinal);

    /// <summary>Returns the code as text.</summary>
    public override string ToString() => Value;

    /// <summary>Reads and writes a code as a JSON string.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public sealed class Converter : JsonConverter<ProvisioningErrorCode>
    {
        /// <inheritdoc/>
        public override ProvisioningErrorCode Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.GetString() is { } text && !string.IsNullOrWhiteSpace(text) ? new ProvisioningErrorCode(text) : throw new JsonException("An error code must be a JSON string that is not empty.");

        /// <inheritdoc/>
        public override void Write(Utf8JsonWriter writer, ProvisioningErrorCode value, JsonSerializerOptions options)
        {
            ArgumentNullException.ThrowIfNull(writer);
            writer.WriteStringValue(value.Value);
        }
    }
}
