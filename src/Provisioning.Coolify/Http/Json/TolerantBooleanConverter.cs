using System.Text.Json;

namespace Provisioning.Coolify;

/// <summary>Reads a truth value; Coolify's database also gives 0 and 1.</summary>
internal sealed class TolerantBooleanConverter : ReadingConverter<bool>
{
    public override bool Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => TolerantNullableBooleanConverter.ReadValue(ref reader) ?? false;
}
