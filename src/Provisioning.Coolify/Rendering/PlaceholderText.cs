using System.Text;
using System.Text.Json;

namespace Provisioning.Coolify.Rendering;

/// <summary>A Compose text with a container of each name that runs nothing: its program does not exist, so that it is created and does not start.</summary>
internal static class PlaceholderText
{
    private const string Program = "/provisioning-placeholder";

    public static string Write(IEnumerable<KeyValuePair<string, string>> images)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteStartObject("services");
            foreach ((string name, string image) in images.DistinctBy(static pair => pair.Key, StringComparer.Ordinal))
            {
                json.WriteStartObject(name);
                json.WriteString("image", image);
                json.WriteString("restart", "no");
                json.WriteStartArray("entrypoint");
                json.WriteStringValue(Program);
                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
