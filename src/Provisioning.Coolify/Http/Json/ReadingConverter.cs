using System.Text.Json;
using System.Text.Json.Serialization;

namespace Provisioning.Coolify;

/// <summary>The base of the converters: nothing is written with them.</summary>
internal abstract class ReadingConverter<T> : JsonConverter<T>
{
    public override bool HandleNull => true;

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => throw new NotSupportedException();
}
