using System.Globalization;
using Provisioning.Compose.Yaml;

namespace Provisioning.Compose.Loading;

/// <summary>Paths for people: <c>services.api.ports[0]</c>.</summary>
internal static class Paths
{
    private static readonly string[] Indexes = [.. Enumerable.Range(0, 64).Select(static index => "[" + index.ToString(CultureInfo.InvariantCulture) + "]")];

    public static string Key(string path, string key) => path.Length == 0 ? key : path + "." + key;

    public static string Item(string path, int index) => path + Index(index);

    public static string Index(int index) => index < Indexes.Length ? Indexes[index] : "[" + index.ToString(CultureInfo.InvariantCulture) + "]";

    /// <summary>Finds a value again in a tree. Slow, and only needed when there is something to complain about.</summary>
    public static string? Find(Node root, Node wanted) => Find(root, wanted, string.Empty);

    private static string? Find(Node node, Node wanted, string path)
    {
        if (ReferenceEquals(node, wanted))
        {
            return path;
        }

        if (node.IsMapping)
        {
            foreach ((string key, Node value) in node.Entries)
            {
                if (Find(value, wanted, Key(path, key)) is { } found)
                {
                    return found;
                }
            }
        }
        else if (node.IsSequence)
        {
            for (int i = 0; i < node.Items.Count; i++)
            {
                if (Find(node.Items[i], wanted, Item(path, i)) is { } found)
                {
                    return found;
                }
            }
        }

        return null;
    }
}
