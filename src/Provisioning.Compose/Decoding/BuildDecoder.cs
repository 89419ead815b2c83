using Provisioning.Compose.Loading;
using Provisioning.Compose.Yaml;

namespace Provisioning.Compose.Decoding;

/// <summary>Decodes the build section, and what it has in common with a service.</summary>
internal static class BuildDecoder
{
    public static ComposeBuild Decode(Decoder decoder, Node node) => new()
    {
        Context = decoder.TextOrNull(node, "context"),
        Dockerfile = decoder.TextOrNull(node, "dockerfile"),
        DockerfileInline = decoder.TextOrNull(node, "dockerfile_inline"),
        Entitlements = decoder.Strings(node, "entitlements"),
        Args = decoder.Variables(node, "args"),
        Provenance = decoder.TextOrNull(node, "provenance"),
        Sbom = decoder.TextOrNull(node, "sbom"),
        Ssh = Ssh(node.Get("ssh")),
        Labels = Decoder.Pairs(node, "labels"),
        CacheFrom = decoder.Strings(node, "cache_from", allowSingle: true),
        CacheTo = decoder.Strings(node, "cache_to", allowSingle: true),
        NoCache = decoder.Flag(node, "no_cache") ?? false,
        AdditionalContexts = Decoder.Pairs(node, "additional_contexts"),
        Pull = decoder.Flag(node, "pull") ?? false,
        ExtraHosts = ExtraHosts(decoder, node),
        Isolation = decoder.TextOrNull(node, "isolation"),
        Network = decoder.TextOrNull(node, "network"),
        Target = decoder.TextOrNull(node, "target"),
        Secrets = decoder.List(node, "secrets", FileMount),
        ShmSize = decoder.Bytes(node, "shm_size"),
        Tags = decoder.Strings(node, "tags", allowSingle: true),
        Ulimits = decoder.Map(node, "ulimits", Ulimit),
        Platforms = decoder.Strings(node, "platforms", allowSingle: true),
        Privileged = decoder.Flag(node, "privileged") ?? false,
    };

    public static ComposeServiceFileObject FileMount(Decoder decoder, Node node) => new()
    {
        Source = decoder.Text(node, "source") ?? string.Empty,
        Target = decoder.TextOrNull(node, "target"),
        Uid = decoder.TextOrNull(node, "uid"),
        Gid = decoder.TextOrNull(node, "gid"),
        Mode = Mode(decoder, node),
    };

    public static ComposeUlimit Ulimit(Decoder decoder, string name, Node node)
    {
        if (node.Kind == NodeKind.Integer)
        {
            int limit = (int)Math.Clamp(node.Integer, int.MinValue, int.MaxValue);
            return new ComposeUlimit { Limit = limit, Soft = limit, Hard = limit };
        }

        return new ComposeUlimit
        {
            Soft = Whole(decoder, node, "soft"),
            Hard = Whole(decoder, node, "hard"),
        };
    }

    private static int Whole(Decoder decoder, Node node, string key)
    {
        if (node.Get(key) is { Kind: NodeKind.Float } fraction)
        {
            decoder.Wrong(fraction, "a whole number", decoder.Trail.To(key));
            return 0;
        }

        return decoder.Small(node, key) ?? 0;
    }

    /// <summary>Reads host entries; the result is sorted.</summary>
    public static IReadOnlyList<string> ExtraHosts(Decoder decoder, Node owner)
    {
        const string Key = "extra_hosts";
        if (owner.Get(Key) is not { } node)
        {
            return [];
        }

        var hosts = new List<string>();
        if (node.IsMapping)
        {
            foreach ((string host, Node addresses) in node.Entries)
            {
                if (addresses.Kind is not (NodeKind.Null or NodeKind.String or NodeKind.Sequence))
                {
                    decoder.Wrong(addresses, "an address or a list of addresses", Paths.Key(decoder.Trail.To(Key), host));
                }

                foreach (string address in addresses.IsSequence ? addresses.Items.ConvertAll(static item => item.Print()) : [addresses.IsNull ? string.Empty : addresses.Text])
                {
                    Add(host, address, addresses);
                }
            }
        }

        foreach (Node item in owner.List(Key))
        {
            string text = item.Print();
            int sign = text.IndexOf('=', StringComparison.Ordinal);
            sign = sign < 0 ? text.IndexOf(':', StringComparison.Ordinal) : sign;
            if (sign < 0)
            {
                decoder.Problems.Add("invalid_host", $"'{item.Shown}' must be host=address.", item, decoder.Trail.To(Key));
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
                decoder.Problems.Add("invalid_host", $"'{at.Shown}' has no valid host name.", at, decoder.Trail.To(Key));
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

    private static uint? Mode(Decoder decoder, Node owner)
    {
        Node? node = owner.Get("mode");
        switch (node?.Kind)
        {
            case null or NodeKind.Null:
                return null;
            case NodeKind.Integer when node.Integer is >= 0 and <= uint.MaxValue:
                return (uint)node.Integer;
            case NodeKind.String when IsOctal(node.Text):
                return Convert.ToUInt32(node.Text, 8);
            default:
                decoder.Problems.Add("invalid_mode", $"'{node.Shown}' is not a file mode. Write octal digits, for instance \"0440\".", node, decoder.Trail.To("mode"));
                return null;
        }

        static bool IsOctal(string text) => text.Length is > 0 and <= 10 && !text.AsSpan().ContainsAnyExceptInRange('0', '7');
    }
}
