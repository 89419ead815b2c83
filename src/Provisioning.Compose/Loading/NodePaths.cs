using System.Globalization;
using Provisioning.Compose.Yaml;

namespace Provisioning.Compose.Loading;

/// <summary>Finds values by paths such as <c>services.api.ports[0]</c>. Keys may themselves have dots; the longest key wins.</summary>
internal static class NodePaths
{
    /// <summary>Returns the value at a path, or the nearest one around it.</summary>
    public static Node? Find(Node root, string path)
    {
        Node node = root;
        ReadOnlySpan<char> rest = path;
        while (rest.Length > 0)
        {
            Node? next = null;
            if (node.IsSequence && rest[0] == '[')
            {
                int end = rest.IndexOf(']');
                if (end > 0 && int.TryParse(rest[1..end], NumberStyles.None, CultureInfo.InvariantCulture, out int index) && index < node.Items.Count)
                {
                    next = node.Items[index];
                    rest = rest[(end + 1)..];
                }
            }
            else if (node.IsMapping)
            {
                for (int end = rest.Length; end > 0 && next is null; end--)
                {
                    if ((end == rest.Length || rest[end] is '.' or '[') && node.Entries.TryGetValue(rest[..end].ToString(), out next))
                    {
                        rest = rest[end..];
                    }
                }
            }

            if (next is null)
            {
                break;
            }

            node = next;
            rest = rest.Length > 0 && rest[0] == '.' ? rest[1..] : rest;
        }

        return node;
    }

    public static ComposeSourceLocation? Locate(Node root, string path)
    {
        while (true)
        {
            if (Find(root, path) is { File: { } file } node)
            {
                return new ComposeSourceLocation(file.Name, node.Line, node.Column);
            }

            if (path.Length == 0)
            {
                return null;
            }

            path = path[..Math.Max(0, path.LastIndexOfAny(['.', '[']))];
        }
    }
}
