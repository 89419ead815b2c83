using System.Text;
using System.Text.Json;

namespace Provisioning.Coolify.Rendering;

/// <summary>A Compose text with a container of each name that runs nothing: its program does not exist, so that it is created and does not start.</summary>
internal static class PlaceholderText
{
    private const string Program = "/provisioning-placeholder";

    /// <summary>Writes the text.</summary>
    /// <param name="containers">The containers: name, image, and the paths at which that image may want a volume of its own, which would be left.</param>
    public static string Write(IEnumerable<(string Name, string Image, string[] MountPaths)> containers)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteStartObject("services");
            foreach ((string name, string image, string[] mountPaths) in containers.DistinctBy(static container => container.Name, StringComparer.Ordinal))
            {
                json.WriteStartObject(name);
                json.WriteString("image", image);
                json.WriteString("restart", "no");
                json.WriteStartArray("entrypoint");
                json.WriteStringValue(Program);
                json.WriteEndArray();
                if (mountPaths.Length > 0)
                {
                    json.WriteStartArray("tmpfs");
                    foreach (string path in mountPaths)
                    {
                        json.WriteStringValue(path);
                    }

                    json.WriteEndArray();
                }

                json.WriteEndObject();
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
