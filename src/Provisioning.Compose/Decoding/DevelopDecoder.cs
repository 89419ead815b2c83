using Provisioning.Compose.Writing;
using Provisioning.Compose.Yaml;

namespace Provisioning.Compose.Decoding;

/// <summary>Decodes the development section into its canonical form.</summary>
internal static class DevelopDecoder
{
    public static ComposeDevelop Decode(Decoder decoder, Node node)
    {
        Node result = Node.Mapping(node);
        Node watches = Node.Sequence(node);
        List<Node> items = node.List("watch");
        decoder.Trail.Enter("watch");
        for (int i = 0; i < items.Count; i++)
        {
            decoder.Trail.Enter(i);
            watches.Items.Add(Watch(decoder, items[i]));
            decoder.Trail.Leave();
        }

        decoder.Trail.Leave();
        if (watches.Items.Count > 0)
        {
            result.Entries["watch"] = watches;
        }

        return new ComposeDevelop { Value = NodeJson.ToElement(result, keepOrder: true) };
    }

    private static Node Watch(Decoder decoder, Node item)
    {
        Node watch = Node.Mapping(item);
        watch.Entries["path"] = item.Get("path") ?? Node.String(string.Empty, item);
        watch.Entries["action"] = item.Get("action") ?? Node.String(string.Empty, item);
        if (item.Get("target") is { IsString: true, Text.Length: > 0 } target)
        {
            watch.Entries["target"] = target;
        }

        decoder.Trail.Enter("exec");
        watch.Entries["exec"] = Exec(decoder, item.Get("exec") ?? Node.Mapping(item));
        decoder.Trail.Leave();
        foreach (string key in (string[])["include", "ignore"])
        {
            if (item.Get(key) is { IsSequence: true, Items.Count: > 0 } patterns)
            {
                watch.Entries[key] = patterns;
            }
        }

        if (item.Get("initial_sync") is { Kind: NodeKind.Boolean, Boolean: true } sync)
        {
            watch.Entries["initial_sync"] = sync;
        }

        return watch;
    }

    private static Node Exec(Decoder decoder, Node node)
    {
        Node exec = Node.Mapping(node);
        Node command = Node.Null(node);
        if (decoder.Command(node, "command") is { } words)
        {
            command = Node.Sequence(node, words.Count);
            command.Items.AddRange(words.Select(word => Node.String(word, node)));
        }

        exec.Entries["command"] = command;
        foreach (string key in (string[])["user", "privileged", "working_dir"])
        {
            if (node.Get(key) is { IsNull: false } value && value is not ({ IsString: true, Text.Length: 0 } or { Kind: NodeKind.Boolean, Boolean: false }))
            {
                exec.Entries[key] = value;
            }
        }

        IReadOnlyDictionary<string, string?> variables = decoder.Variables(node, "environment");
        if (variables.Count > 0)
        {
            Node environment = Node.Mapping(node);
            foreach ((string name, string? value) in variables)
            {
                environment.Entries[name] = value is null ? Node.Null(node) : Node.String(value, node);
            }

            exec.Entries["environment"] = environment;
        }

        return exec;
    }
}
