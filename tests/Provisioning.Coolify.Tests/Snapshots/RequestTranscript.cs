using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Provisioning.Testing.Coolify;

namespace Provisioning.Coolify.Tests.Snapshots;

/// <summary>Requests as text that a reviewer can read and that is the same with each run: ids, times, salts and the token are replaced, the Compose text is decoded.</summary>
internal sealed partial class RequestTranscript(FakeHost host)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);

    public string Render(IEnumerable<FakeCoolifyRequest> requests)
    {
        var text = new StringBuilder();
        string? last = null;
        foreach (FakeCoolifyRequest request in requests)
        {
            string rendered = Render(request);
            if (rendered == last)
            {
                // Looking again and again: how often depends on the clock, not on what is sent.
                continue;
            }

            text.Append(rendered);
            last = rendered;
        }

        return text.ToString();
    }

    private string Render(FakeCoolifyRequest request)
    {
        var text = new StringBuilder();
        text.Append(Replace(request.ToString())).Append('\n');
        foreach (string name in new[] { "Accept", "Content-Type", "Authorization" })
        {
            if (request.Headers.TryGetValue(name, out string? value))
            {
                text.Append(CultureInfo.InvariantCulture, $"{name}: {value.Replace(host.Fake.Token, "***", StringComparison.Ordinal)}\n");
            }
        }

        if (request.Body is { Length: > 0 } body)
        {
            JsonNode node = JsonNode.Parse(body)!;
            if (node is JsonObject mapping && mapping["docker_compose_raw"] is { } raw)
            {
                mapping["docker_compose_raw"] = JsonNode.Parse(Encoding.UTF8.GetString(Convert.FromBase64String(raw.GetValue<string>())));
            }

            text.Append(Replace(node.ToJsonString(Indented))).Append('\n');
        }

        return text.Append(CultureInfo.InvariantCulture, $"=> {(request.StatusCode == 0 ? "connection lost" : request.StatusCode)}\n\n").ToString();
    }

    private string Replace(string text)
    {
        text = Uuid().Replace(text, match => Name(match.Value));
        text = Salt().Replace(text, "salt=<salt>");
        text = Digest().Replace(text, "digest=<digest>");
        return Written().Replace(text, match => match.Groups["key"].Value + "=<time>");
    }

    // In the order in which they appear.
    private string Name(string uuid)
    {
        if (!_names.TryGetValue(uuid, out string? name))
        {
            _names[uuid] = name = string.Create(CultureInfo.InvariantCulture, $"<uuid-{_names.Count + 1}>");
        }

        return name;
    }

    [GeneratedRegex("(?<![a-z0-9])[a-z0-9]{24}(?![a-z0-9])", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Uuid();

    [GeneratedRegex("salt=[0-9a-f]+", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Salt();

    [GeneratedRegex("digest=[^ \"]+", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Digest();

    [GeneratedRegex("(?<key>written|archived)=[^ \"]+", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Written();
}
