namespace Provisioning.Compose.Yaml;

/// <summary>A document of a Compose file, and what its <c>!reset</c> and <c>!override</c> tags remove from what was loaded before.</summary>
internal sealed class YamlDocument
{
    public required Node Root { get; init; }

    /// <summary>Gets the removed paths: keys of mappings, <c>[n]</c> never matches a list item.</summary>
    public required List<string[]> Removals { get; init; }

    /// <summary>Deletes what the tags name from a model.</summary>
    public void ApplyRemovals(Node model) => ApplyRemovals(model, []);

    /// <summary>Deletes what the tags name from one service.</summary>
    public void ApplyRemovals(Node service, string name) => ApplyRemovals(service, ["services", name]);

    private static void Remove(Node node, ReadOnlySpan<string> path)
    {
        if (!node.IsMapping || path.Length == 0)
        {
            return;
        }

        if (path.Length == 1)
        {
            if (path[0] == "*")
            {
                node.Entries.Clear();
            }
            else
            {
                node.Entries.Remove(path[0]);
            }

            return;
        }

        if (path[0] == "*")
        {
            foreach ((_, Node value) in node.Entries)
            {
                Remove(value, path[1..]);
            }
        }
        else if (node.Entries.TryGetValue(path[0], out Node? next))
        {
            Remove(next, path[1..]);
        }
    }

    private void ApplyRemovals(Node node, ReadOnlySpan<string> prefix)
    {
        foreach (string[] path in Removals)
        {
            if (path.Length > prefix.Length && path.AsSpan(0, prefix.Length).SequenceEqual(prefix))
            {
                Remove(node, path.AsSpan(prefix.Length));
            }
        }
    }
}
