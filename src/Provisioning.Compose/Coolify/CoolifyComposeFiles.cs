using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Provisioning.Compose.Loading;

namespace Provisioning.Compose;

/// <summary>Gives the files that services mount from the template as <c>configs</c> with their content: nothing else reaches a server of Coolify.</summary>
internal static class CoolifyComposeFiles
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static void Add(JsonObject root, IReadOnlyList<TemplateMount> mounts, Problems problems, ComposeSourceMap places)
    {
        var configs = root["configs"] as JsonObject ?? [];
        root["configs"] = configs;
        int number = 0;
        foreach (TemplateMount mount in mounts)
        {
            foreach (TemplateMountFile file in mount.Files)
            {
                string? content = Decode(file.Content.Span);
                if (content is null)
                {
                    ComposeSourceLocation? at = places.Find(mount.Path);
                    problems.Add("coolify_binary_file", $"The file '{mount.SourcePath ?? mount.SourceName}{(file.RelativePath.Length == 0 ? "" : "/" + file.RelativePath)}' is not text in UTF-8 "
                        + "without NUL, and Coolify takes files as text only. Put it into the image.", at?.File, at?.Line ?? 0, at?.Column ?? 0, mount.Path);
                    continue;
                }

                string name;
                do
                {
                    name = string.Create(CultureInfo.InvariantCulture, $"file-{number++}");
                }
                while (configs.ContainsKey(name));

                configs[name] = new JsonObject { ["content"] = content.Replace("$", "$$", StringComparison.Ordinal) };
                JsonObject service = root["services"]![mount.ServiceName]!.AsObject();
                if (service["configs"] is not JsonArray list)
                {
                    service["configs"] = list = [];
                }

                list.Add((JsonNode)new JsonObject
                {
                    ["source"] = name,
                    ["target"] = file.RelativePath.Length == 0 ? mount.Target : mount.Target.TrimEnd('/') + "/" + file.RelativePath,
                    ["uid"] = file.UserId.ToString(CultureInfo.InvariantCulture),
                    ["gid"] = file.GroupId.ToString(CultureInfo.InvariantCulture),
                    ["mode"] = "0" + Convert.ToString(file.Mode, 8),
                });
            }
        }
    }

    private static string? Decode(ReadOnlySpan<byte> content)
    {
        try
        {
            string text = Strict.GetString(content);
            return text.Contains('\0', StringComparison.Ordinal) ? null : text;
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
