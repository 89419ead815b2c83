using Provisioning.Compose.Loading;
using Provisioning.Compose.Yaml;

namespace Provisioning.Compose.Decoding;

/// <summary>Decodes the build section, and what it has in common with a service.</summary>
internal sealed class BuildDecoder(Decoder decoder)
{
    public ComposeBuild Decode(Node node, string path) => new()
    {
        Context = decoder.TextOrNull(node, "context", path),
        Dockerfile = decoder.TextOrNull(node, "dockerfile", path),
        DockerfileInline = decoder.TextOrNull(node, "dockerfile_inline", path),
        Entitlements = decoder.Strings(node, "entitlements", path),
        Args = decoder.Variables(node, "args", path),
        Provenance = decoder.TextOrNull(node, "provenance", path),
        Sbom = decoder.TextOrNull(node, "sbom", path),
        Ssh = Ssh(node.Get("ssh")),
        Labels = Decoder.Pairs(node, "labels"),
        CacheFrom = decoder.Strings(node, "cache_from", path, allowSingle: true),
        CacheTo = decoder.Strings(node, "cache_to", path, allowSingle: true),
        NoCache = decoder.Flag(node, "no_cache", path) ?? false,
        AdditionalContexts = Decoder.Pairs(node, "additional_contexts"),
        Pull = decoder.Flag(node, "pull", path) ?? false,
        ExtraHosts = ExtraHosts(node, "extra_hosts", path),
        Isolation = decoder.TextOrNull(node, "isolation", path),
        Network = decoder.TextOrNull(node, "network", path),
        Target = decoder.TextOrNull(node, "target", path),
        Secrets = Decoder.List(node, "secrets", path, FileMount),
        ShmSize = decoder.Bytes(node, "shm_size", path),
        Tags = decoder.Strings(node, "tags", path, allowSingle: true),
        Ulimits = Decoder.Map(node, "ulimits", path, Ulimit),
        Platforms = decoder.Strings(node, "platforms", path, allowSingle: true),
        Privileged = decoder.Flag(node, "privileged", path) ?? false,
    };

    public ComposeServiceFileObject FileMount(Node node, string path) => new()
    {
        Source = decoder.Text(node, "source", path) ?? string.Empty,
        Target = decoder.TextOrNull(node, "target", path),
        Uid = decoder.TextOrNull(node, "uid", path),
        Gid = decoder.TextOrNull(node, "gid", path),
        Mode = Mode(node.Get("mode"), Paths.Key(path, "mode")),
    };

    public ComposeUlimit Ulimit(string name, Node node, string path)
    {
        if (node.Kind == NodeKind.Integer)
        {
            int limit = (int)Math.Clamp(node.Integer, int.MinValue, int.MaxValue);
            return new ComposeUlimit { Limit = limit, Soft = limit, Hard = limit };
        }

        return new ComposeUlimit
        {
            Soft = decoder.Small(node, "soft", path) ?? 0,
            Hard = decoder.Small(node, "hard", path) ?? 0,
        };
    }

    /// <summary>Reads host entries; the result is sorted.</summary>
    public IReadOnlyList<string> ExtraHosts(Node owner, string key, string path)
    {
        Node? node = owner.Get(key);
        string place = Paths.Key(path, key);
        var hosts = new List<string>();
        if (node is { IsMapping: true })
        {
            foreach ((string host, Node addresses) in node.Entries)
            {
                if (addresses.Kind is not (NodeKind.Null or NodeKind.String or NodeKind.Sequence))
                {
                    decoder.Wrong(addresses, "an address or a list of addresses", Paths.Key(place, host));
                }

                foreach (string address in addresses.IsSequence ? addresses.Items.ConvertAll(static item => item.Print()) : [addresses.IsNull ? string.Empty : addresses.Text])
                {
                    Add(host, address, addresses);
                }
            }
        }

        foreach (Node item in Decoder.Items(node))
        {
            string text = item.Print();
            int sign = text.IndexOf('=', StringComparison.Ordinal);
            sign = sign < 0 ? text.IndexOf(':', StringComparison.Ordinal) : sign;
            if (sign < 0)
            {
                decoder.Problems.Add("invalid_host", $"'{item.Shown}' must be host=address.", item, place);
                continue;
            }

            foreach (string address in text[(sign + 1)..].Split(','))
            {
                Add(text[..sign], address, item);
            }
        }

        hosts.Sort(StringComparer.Ordinal);
        return hosts;

        void Add(string host, string address, Node at)
        {
            if (host.Length == 0 || host.AsSpan().IndexOfAny(':', '=') >= 0)
            {
                decoder.Problems.Add("invalid_host", $"'{at.Shown}' has no valid host name.", at, place);
            }

            hosts.Add(host + "=" + (address.Length > 2 && address[0] == '[' && address[^1] == ']' ? address[1..^1] : address));
        }
    }

    private static List<string> Ssh(Node? node)
    {
        if (node is not { IsMapping: true })
        {
            return [];
        }

        return [.. node.Entries
            .Select(static entry => entry.Value.IsNull ? entry.Key : entry.Key + "=" + entry.Value.Print())
            .Order(StringComparer.Ordinal)];
    }

    private uint? Mode(Node? node, string path)
    {
        switch (node?.Kind)
        {
            case null or NodeKind.Null:
                return null;
            case NodeKind.Integer when node.Integer is >= 0 and <= uint.MaxValue:
                return (uint)node.Integer;
            case NodeKind.String when IsOctal(node.Text):
                return Convert.ToUInt32(node.Text, 8);
            default:
                decoder.Problems.Add("invalid_mode", $"'{node.Shown}' is not a file mode. Write octal digits, for instance \"0440\".", node, path);
                return null;
        }

        static bool IsOctal(string text) => text.Length is > 0 and <= 10 && !text.AsSpan().ContainsAnyExceptInRange('0', '7');
    }
}
