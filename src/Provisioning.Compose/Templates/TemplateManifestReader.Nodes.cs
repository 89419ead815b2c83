using System.Globalization;
using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace Provisioning.Compose;

/// <content>The reading of single nodes.</content>
internal sealed partial class TemplateManifestReader
{
    private IEnumerable<(string Key, YamlNode KeyNode, YamlNode Value)> Mapping(YamlNode node, string path)
    {
        if (ManifestNode.IsNull(node))
        {
            yield break;
        }

        if (node is not YamlMappingNode mapping)
        {
            Add("manifest_wrong_type", node, path, "Must be a mapping.");
            yield break;
        }

        foreach (KeyValuePair<YamlNode, YamlNode> entry in ManifestNode.Entries(mapping))
        {
            if (entry.Key is YamlScalarNode { Value: { } key })
            {
                yield return (key, entry.Key, entry.Value);
            }
            else
            {
                Add("manifest_wrong_type", entry.Key, path, "A key must be a text.");
            }
        }
    }

    private string? Text(YamlNode node, string path, string wanted)
    {
        if (node is YamlScalarNode { Value: { } text } && !ManifestNode.IsNull(node))
        {
            return text;
        }

        Add("manifest_wrong_type", node, path, $"Must be {wanted}.");
        return null;
    }

    private string? Matching(YamlNode node, string path, Regex pattern, string rule)
    {
        string? text = Text(node, path, "a text");
        if (text is not null && !pattern.IsMatch(text))
        {
            Add("manifest_bad_value", node, path, rule);
            return null;
        }

        return text;
    }

    private bool Boolean(YamlNode node, string path)
    {
        if (node is YamlScalarNode scalar && ManifestNode.TryBoolean(scalar, out bool value))
        {
            return value;
        }

        Add("manifest_wrong_type", node, path, "Must be true or false.");
        return false;
    }

    private long Integer(YamlNode node, string path, long least, long greatest)
    {
        if (node is not YamlScalarNode scalar || !ManifestNode.TryInteger(scalar, out long value))
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

    private bool CheckName(string name, YamlNode node, string path)
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

    private void UnknownKey(YamlNode node, string path, string key, IEnumerable<string> known) =>
        Add("manifest_unknown_key", node, $"{path}.{key}", $"'{key}' is not known here. Known are {string.Join(", ", known)}.");

    private void Add(string code, YamlNode node, string? path, string message) => _problems.Add(Make(code, message, file, At(node), path));

    private ComposeSourceLocation At(YamlNode node) => new(file, (int)node.Start.Line, (int)node.Start.Column);
}
