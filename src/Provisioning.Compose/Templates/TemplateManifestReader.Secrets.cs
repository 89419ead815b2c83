using System.Buffers;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Provisioning.Compose;

/// <content>The secrets.</content>
internal sealed partial class TemplateManifestReader
{
    private const int MaxClaimDepth = 16;
    private const int MaxClaimNodes = 1_000;

    private static readonly string[] SecretKeys = ["generate", "length", "bytes", "key", "claims", "expires", "description"];

    private static readonly TimeSpan MaxExpires = TimeSpan.FromDays(365 * 200);

    private TemplateSecret ReadSecret(string name, ManifestNode nameNode, ManifestNode body)
    {
        string path = $"x-provisioning.secrets.{name}";
        TemplateSecretKind kind = TemplateSecretKind.Given;
        string? keyName = null;
        string? description = null;
        TimeSpan? expires = null;
        int length = SecretGenerator.DefaultPasswordLength;
        int bytes = SecretGenerator.DefaultBytes;
        Dictionary<string, JsonElement> claims = new(StringComparer.Ordinal);
        Dictionary<string, ManifestNode> given = new(StringComparer.Ordinal);
        foreach ((string key, ManifestNode keyNode, ManifestNode value) in Mapping(body, path))
        {
            given[key] = keyNode;
            switch (key)
            {
                case "generate":
                    kind = ReadKind(value, path + ".generate");
                    break;
                case "length":
                    length = (int)Integer(value, path + ".length", SecretGenerator.MinPasswordLength, SecretGenerator.MaxPasswordLength);
                    break;
                case "bytes":
                    bytes = (int)Integer(value, path + ".bytes", SecretGenerator.MinBytes, SecretGenerator.MaxBytes);
                    break;
                case "key":
                    keyName = Text(value, path + ".key", "the name of a secret");
                    break;
                case "claims":
                    claims = ReadClaims(value, path + ".claims");
                    break;
                case "expires":
                    expires = ReadDuration(value, path + ".expires");
                    break;
                case "description":
                    description = Text(value, path + ".description", "a text");
                    break;
                default:
                    UnknownKey(keyNode, path, key, SecretKeys);
                    break;
            }
        }

        Only(given, "length", path, kind is TemplateSecretKind.Password, "generate: password");
        Only(given, "bytes", path, kind is TemplateSecretKind.Hex or TemplateSecretKind.Base64, "generate: hex and generate: base64");
        foreach (string key in (string[])["key", "claims", "expires"])
        {
            Only(given, key, path, kind is TemplateSecretKind.Jwt, "generate: jwt");
        }

        if (kind is TemplateSecretKind.Jwt && !given.ContainsKey("key"))
        {
            Add("manifest_missing_key", nameNode, path, "A jwt needs 'key': the name of the secret that signs it.");
        }

        if (expires is not null && claims.ContainsKey("exp"))
        {
            Add("manifest_bad_value", given["expires"], path + ".expires", "The token has both 'expires' and a claim 'exp'. Keep one of them.");
        }

        return new TemplateSecret
        {
            Name = name,
            Kind = kind,
            Length = length,
            Bytes = bytes,
            KeyName = kind is TemplateSecretKind.Jwt ? keyName : null,
            Claims = claims,
            Expires = expires,
            Description = description,
            Location = At(nameNode),
        };
    }

    private void Only(Dictionary<string, ManifestNode> given, string key, string path, bool allowed, string where)
    {
        if (!allowed && given.TryGetValue(key, out ManifestNode? node))
        {
            Add("manifest_bad_value", node, $"{path}.{key}", $"'{key}' belongs to {where} only.");
        }
    }

    private TemplateSecretKind ReadKind(ManifestNode value, string path)
    {
        switch (value.Value)
        {
            case "password":
                return TemplateSecretKind.Password;
            case "hex":
                return TemplateSecretKind.Hex;
            case "base64":
                return TemplateSecretKind.Base64;
            case "uuid":
                return TemplateSecretKind.Uuid;
            case "jwt":
                return TemplateSecretKind.Jwt;
            default:
                Add("manifest_bad_value", value, path, "Must be password, hex, base64, uuid or jwt; a secret without 'generate' must be given.");
                return TemplateSecretKind.Given;
        }
    }

    private TimeSpan? ReadDuration(ManifestNode value, string path)
    {
        const string Rule = "Must be a time such as 3650d, 12h, 1d12h or 90m (units w, d, h, m, s), more than 0 and at most 200 years.";
        if (Text(value, path, "a time such as 3650d or 12h") is not { } text)
        {
            return null;
        }

        Match match = DurationPattern().Match(text);
        double seconds = 0;
        if (match.Success)
        {
            CaptureCollection numbers = match.Groups["number"].Captures;
            CaptureCollection units = match.Groups["unit"].Captures;
            for (int i = 0; i < numbers.Count; i++)
            {
                seconds += double.Parse(numbers[i].ValueSpan, CultureInfo.InvariantCulture)
                    * units[i].Value switch { "w" => 604_800, "d" => 86_400, "h" => 3_600, "m" => 60, _ => 1 };
            }
        }

        if (seconds <= 0 || seconds > MaxExpires.TotalSeconds)
        {
            Add("manifest_bad_value", value, path, Rule);
            return null;
        }

        return TimeSpan.FromSeconds(seconds);
    }

    private Dictionary<string, JsonElement> ReadClaims(ManifestNode value, string path)
    {
        Dictionary<string, JsonElement> claims = new(StringComparer.Ordinal);
        int budget = MaxClaimNodes;
        foreach ((string name, ManifestNode nameNode, ManifestNode claim) in Mapping(value, path))
        {
            var buffer = new ArrayBufferWriter<byte>();
            using var writer = new Utf8JsonWriter(buffer);
            if (!WriteJson(writer, claim, depth: 0, ref budget))
            {
                Add("manifest_bad_value", nameNode, $"{path}.{name}", "The claims are nested too deep or too long, or hold something that JSON cannot.");
                continue;
            }

            writer.Flush();
            using var document = JsonDocument.Parse(buffer.WrittenMemory);
            claims[name] = document.RootElement.Clone();
        }

        return claims;
    }

    private static bool WriteJson(Utf8JsonWriter writer, ManifestNode node, int depth, ref int budget)
    {
        // Aliases can make a small file a large (or endless) value.
        if (depth > MaxClaimDepth || --budget < 0)
        {
            return false;
        }

        if (node.IsMapping)
        {
            writer.WriteStartObject();
            foreach (KeyValuePair<ManifestNode, ManifestNode> entry in node.Entries)
            {
                if (entry.Key.Value is not { } key)
                {
                    return false;
                }

                writer.WritePropertyName(key);
                if (!WriteJson(writer, entry.Value, depth + 1, ref budget))
                {
                    return false;
                }
            }

            writer.WriteEndObject();
            return true;
        }

        if (!node.IsList)
        {
            WriteScalar(writer, node);
            return true;
        }

        writer.WriteStartArray();
        foreach (ManifestNode item in node.Items)
        {
            if (!WriteJson(writer, item, depth + 1, ref budget))
            {
                return false;
            }
        }

        writer.WriteEndArray();
        return true;
    }

    private static void WriteScalar(Utf8JsonWriter writer, ManifestNode scalar)
    {
        if (scalar.IsNull)
        {
            writer.WriteNullValue();
        }
        else if (scalar.TryBoolean(out bool boolean))
        {
            writer.WriteBooleanValue(boolean);
        }
        else if (scalar.TryInteger(out long integer))
        {
            writer.WriteNumberValue(integer);
        }
        else if (scalar.TryFloat(out double number))
        {
            writer.WriteNumberValue(number);
        }
        else
        {
            writer.WriteStringValue(scalar.Value ?? string.Empty);
        }
    }

    // The key of a token must be a secret, and no token may sign itself over others.
    private void CheckKeys(Dictionary<string, TemplateSecret> secrets)
    {
        foreach (TemplateSecret secret in secrets.Values.Where(secret => secret.KeyName is not null))
        {
            string path = $"x-provisioning.secrets.{secret.Name}.key";
            if (!secrets.ContainsKey(secret.KeyName!))
            {
                _problems.Add(Make("manifest_unknown_secret", $"There is no secret '{secret.KeyName}' under x-provisioning.secrets.", file, secret.Location, path));
                continue;
            }

            List<string> chain = [secret.Name];
            for (string? next = secret.KeyName; next is not null && secrets.TryGetValue(next, out TemplateSecret? key); next = key.KeyName)
            {
                chain.Add(next);
                if (string.Equals(next, secret.Name, StringComparison.Ordinal))
                {
                    _problems.Add(Make("manifest_key_cycle", $"The tokens sign each other in a circle: {string.Join(" -> ", chain)}.", file, secret.Location, path));
                    break;
                }

                if (chain.Count > secrets.Count)
                {
                    break;
                }
            }
        }
    }

    [GeneratedRegex(@"\A((?<number>[0-9]{1,9})(?<unit>[wdhms]))+\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex DurationPattern();
}
