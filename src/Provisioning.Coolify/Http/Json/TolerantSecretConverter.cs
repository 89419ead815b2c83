using System.Text.Json;

namespace Provisioning.Coolify;

/// <summary>Reads a value that must not be shown.</summary>
internal sealed class TolerantSecretConverter : ReadingConverter<Secret?>
{
    private static readonly TolerantStringConverter Text = new();

    public override Secret? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Text.Read(ref reader, typeof(string), options) is { } value ? new Secret(value) : null;
}
