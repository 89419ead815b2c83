using System.Globalization;
using System.Text.RegularExpressions;

namespace Provisioning.Compose;

/// <content>The reading of single nodes.</content>
internal sealed partial class TemplateManifestReader
{
    private IEnumerable<(string Key, ManifestNode KeyNode, ManifestNode Value)> Mapping(ManifestNode node, string path)
    {
        if (node.IsNull)
        {
            yield break;
        }

        if (!node.IsMapping)
        {
            Add("manifest_wrong_type", node, path, "Must be a mapping.");
            yield break;
        }

        foreach (KeyValuePair<ManifestNode, ManifestNode> entry in node.Entries)
        {
            if (entry.Key.Value is { } key)
            {
                yield return (key, entry.Key, entry.Value);
            }
            else
            {
                Add("manifest_wrong_type", entry.Key, path, "A key must be a text.");
            }
        }
    }

    private string? Text(ManifestNode node, string path, string wanted)
    {
        if (node.Value is { } text && !node.IsNull)
        {
            return text;
        }

        Add("manifest_wrong_type", node, path, $"Must be {wanted}.");
        return null;
    }

    private string? Matching(ManifestNode node, string path, Regex pattern, string rule)
    {
        string? text = Text(node, path, "a text");
        if (text is not null && !pattern.IsMatch(text))
        {
            Add("manifest_bad_value", node, path, rule);
            return null;
        }

        return text;
    }

    private bool Boolean(ManifestNode node, string path)
    {
        if (node.TryBoolean(out bool value))
        {
            return value;
        }

        Add("manifest_wrong_type", node, path, "Must be true or false.");
        return false;
    }

    private long Integer(ManifestNode node, string path, long least, long greatest)
    {
        if (!node.TryInteger(out long value))
        {
            Add("manifest_wrong_type", node, path, "Must be a whole number.");
            return least;
        }

        if (value < least || value > greatest)
        {
            Add("manifest_bad_value", node, path, string.Create(CultureInfo.InvariantCulture, $"Must be from {least} to {greatest}; it is {value}."));
            return least;
        }

        return value;
    }

    private bool CheckName(string name, ManifestNode node, string path)
    {
        if (!IsVariableName(name))
        {
            Add("manifest_bad_name", node, $"{path}.{name}", "The name of a value is made of letters, digits and '_', and does not begin with a digit.");
            return false;
        }

        if (IsBuiltIn(name))
        {
            Add("manifest_bad_name", node, $"{path}.{name}", $"'{name}' is set by the provisioning itself. Use another name.");
            return false;
        }

        return true;
    }

    private void UnknownKey(ManifestNode node, string path, string key, IEnumerable<string> known) =>
        Add("manifest_unknown_key", node, $"{path}.{key}", $"'{key}' is not known here. Known are {string.Join(", ", known)}.");

    private void Add(string code, ManifestNode node, string? path, string message) => _problems.Add(Make(code, message, file, At(node), path));

    private ComposeSourceLocation At(ManifestNode node) => new(file, node.Line, node.Column);
}
