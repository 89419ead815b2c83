using System.Globalization;
using Provisioning.Compose.Loading;
using Provisioning.Compose.Yaml;

namespace Provisioning.Compose.Schema;

/// <summary>Checks a model against the rules of the Compose Specification and reports everything that breaks one.</summary>
internal sealed class SchemaValidator(Problems problems)
{
    private const int FewItems = 8;

    private readonly Trail _trail = new();

    public void Validate(Node model) => Validate(model, ComposeSchema.Root);

    private static Types TypeOf(Node node) => node.Kind switch
    {
        NodeKind.Null => Types.Null,
        NodeKind.Boolean => Types.Boolean,
        NodeKind.Integer => Types.Integer,
        NodeKind.Float => double.IsInteger(node.Number) ? Types.Integer : Types.Fraction,
        NodeKind.String => Types.String,
        NodeKind.Sequence => Types.List,
        NodeKind.Mapping => Types.Mapping,
        _ => Types.None,
    };

    private static string Describe(Types types)
    {
        var names = new List<string>();
        foreach ((Types type, string name) in (ReadOnlySpan<(Types, string)>)
            [(Types.String, "a string"), (Types.Number, "a number"), (Types.Integer, "a whole number"), (Types.Boolean, "true or false"), (Types.List, "a list"), (Types.Mapping, "a mapping"), (Types.Null, "empty")])
        {
            if ((types & type) == type && !(type == Types.Integer && (types & Types.Number) == Types.Number))
            {
                names.Add(name);
            }
        }

        return names.Count switch
        {
            1 => names[0],
            _ => string.Join(", ", names[..^1]) + " or " + names[^1],
        };
    }

    private void Validate(Node node, SchemaRule rule)
    {
        if (problems.IsFull)
        {
            return;
        }

        if (node.Kind == NodeKind.Timestamp)
        {
            problems.Add("wrong_type", $"An unquoted date is a timestamp. Put it in quotes: \"{node.Shown}\".", node, _trail.Path);
            return;
        }

        if (rule.Types == Types.Any)
        {
            return;
        }

        if ((TypeOf(node) & rule.Types) == Types.None)
        {
            problems.Add("wrong_type", $"This must be {Describe(rule.Types)}, not {node.Describe()}.{Hint(node, rule)}", node, _trail.Path);
            return;
        }

        switch (node.Kind)
        {
            case NodeKind.String:
                ValidateString(node, rule);
                break;
            case NodeKind.Integer or NodeKind.Float:
                if (node.Number < (rule.Minimum ?? node.Number) || node.Number > (rule.Maximum ?? node.Number))
                {
                    problems.Add("out_of_range", $"{node.Shown} is out of range: {rule.Minimum?.ToString(CultureInfo.InvariantCulture) ?? "-"} to {rule.Maximum?.ToString(CultureInfo.InvariantCulture) ?? "any"}.", node, _trail.Path);
                }

                break;
            case NodeKind.Sequence:
                ValidateList(node, rule);
                break;
            case NodeKind.Mapping:
                ValidateMapping(node, rule);
                break;
        }
    }

    private static string Hint(Node node, SchemaRule rule) =>
        (rule.Types & Types.String) == Types.String && node.Kind is NodeKind.Integer or NodeKind.Float or NodeKind.Boolean
            ? $" Put it in quotes: \"{node.Shown}\"."
            : string.Empty;

    private void ValidateString(Node node, SchemaRule rule)
    {
        if (rule.Values.Length > 0 && Array.IndexOf(rule.Values, node.Text) < 0)
        {
            problems.Add("unknown_value", $"'{node.Shown}' is not one of: {string.Join(", ", rule.Values)}.", node, _trail.Path);
        }

        if (rule.AcceptsText?.Invoke(node.Text) == false)
        {
            problems.Add("invalid_value", $"'{node.Shown}' is not {rule.TextForm}.", node, _trail.Path);
        }
    }

    private void ValidateList(Node node, SchemaRule rule)
    {
        if (rule.Items is not null)
        {
            for (int i = 0; i < node.Items.Count; i++)
            {
                _trail.Enter(i);
                Validate(node.Items[i], rule.Items);
                _trail.Leave();
            }
        }

        if (!rule.UniqueItems || node.Items.Count < 2)
        {
            return;
        }

        Dictionary<string, int>? seen = node.Items.Count > FewItems ? new(node.Items.Count, StringComparer.Ordinal) : null;
        for (int i = 0; i < node.Items.Count; i++)
        {
            Node item = node.Items[i];
            int first = seen is null ? FirstLike(node.Items, i) : seen.TryAdd(KeyOf(item), i) ? i : seen[KeyOf(item)];
            if (first < i && (item.Kind is not (NodeKind.Mapping or NodeKind.Sequence) || item.DeepEquals(node.Items[first])))
            {
                _trail.Enter(i);
                problems.Add("repeated_item", FormattableString.Invariant($"The items {first} and {i} are equal. Remove one of them."), item, _trail.Path);
                _trail.Leave();
            }
        }
    }

    // Two numbers are equal whether they are whole or not, a number and a string are not.
    private static string KeyOf(Node item) => item.IsString ? "s" + item.Text : (item.Kind is NodeKind.Integer or NodeKind.Float ? "n" : item.Kind.ToString()) + item.Print();

    private static int FirstLike(List<Node> items, int index)
    {
        Node item = items[index];
        for (int i = 0; i < index; i++)
        {
            bool same = item.IsString && items[i].IsString ? item.Text == items[i].Text : item.IsString == items[i].IsString && KeyOf(item) == KeyOf(items[i]);
            if (same)
            {
                return i;
            }
        }

        return index;
    }

    private void ValidateMapping(Node node, SchemaRule rule)
    {
        foreach (string required in rule.Required)
        {
            if (!node.Entries.ContainsKey(required))
            {
                problems.Add("missing_key", $"The key '{required}' is missing.", node, _trail.Path);
            }
        }

        foreach ((string key, Node value) in node.Entries)
        {
            SchemaRule? next = rule.Keys.TryGetValue(key, out SchemaRule? known) ? known
                : rule.OtherKeys is not null && rule.AcceptsKey?.Invoke(key) != false ? rule.OtherKeys
                : null;
            if (next is not null)
            {
                _trail.Enter(key);
                Validate(value, next);
                _trail.Leave();
            }
            else if (!rule.Open && !(rule.Extensible && key.StartsWith("x-", StringComparison.Ordinal)))
            {
                problems.Add("unknown_key", $"The key '{key}' is not known here.{Suggest(key, rule)}", value, _trail.To(key));
            }
        }
    }

    private static string Suggest(string key, SchemaRule rule)
    {
        string plain = Plain(key);
        string? near = rule.Keys.Keys.FirstOrDefault(known => Plain(known) == plain) ?? rule.Keys.Keys.FirstOrDefault(known => Distance(Plain(known), plain) == 1);
        if (near is not null)
        {
            return $" Is '{near}' meant?";
        }

        return rule.AcceptsKey is not null && rule.Keys.Count == 0 ? " Names have letters, digits, '.', '_' and '-'." : rule.Extensible ? " Keys of your own begin with 'x-'." : string.Empty;

        static string Plain(string name) => name.Replace("-", string.Empty, StringComparison.Ordinal).Replace("_", string.Empty, StringComparison.Ordinal).ToLowerInvariant();
    }

    // 0 or 1 edit, 2 for more.
    private static int Distance(string left, string right)
    {
        if (Math.Abs(left.Length - right.Length) > 1 || Math.Min(left.Length, right.Length) < 3)
        {
            return 2;
        }

        int start = 0;
        while (start < left.Length && start < right.Length && left[start] == right[start])
        {
            start++;
        }

        int end = 0;
        while (end < left.Length - start && end < right.Length - start && left[^(end + 1)] == right[^(end + 1)])
        {
            end++;
        }

        return Math.Max(left.Length, right.Length) - start - end <= 1 ? 1 : 2;
    }
}
