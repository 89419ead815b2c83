using Provisioning.Compose.Yaml;

namespace Provisioning.Compose.Loading;

/// <summary>Puts values in the place of variables in every string of a document.</summary>
internal sealed class Interpolator(Func<string, string?> lookup, LoadContext context)
{
    private Node _root = null!;

    public Node Run(Node root)
    {
        _root = root;
        return Visit(root, Casts.Rules);
    }

    private Node Visit(Node node, PathRules<Casts.Cast>? rules)
    {
        switch (node.Kind)
        {
            case NodeKind.String:
                return Expand(node, rules?.Rule);
            case NodeKind.Sequence:
                for (int i = 0; i < node.Items.Count; i++)
                {
                    node.Items[i] = Visit(node.Items[i], rules?.NextItem());
                }

                return node;
            case NodeKind.Mapping:
                for (int i = 0; i < node.Entries.Count; i++)
                {
                    (string key, Node value) = node.Entries.GetAt(i);
                    if (ReferenceEquals(node, _root) && string.Equals(key, context.Options.LiteralExtension, StringComparison.Ordinal))
                    {
                        continue;
                    }

                    Node changed = Visit(value, rules?.Next(key));
                    if (!ReferenceEquals(changed, value))
                    {
                        node.Entries.SetAt(i, changed);
                    }
                }

                return node;
            default:
                return node;
        }
    }

    private Node Expand(Node node, Casts.Cast? cast)
    {
        Node result = node;
        if (node.Text.Contains('$', StringComparison.Ordinal))
        {
            if (Substitute(node) is not { } filled)
            {
                return node;
            }

            result = filled;
        }

        if (cast is null)
        {
            return result;
        }

        Node? typed = cast(result, context.Warnings);
        if (typed is null)
        {
            string wanted = cast == Casts.ToBoolean ? "true or false" : cast == Casts.ToInteger ? "a whole number" : "a number";
            context.Problems.Add("wrong_type", $"'{result.Shown}' is not {wanted}.", node, PathOf(node));
        }

        return typed ?? result;
    }

    private Node? Substitute(Node node)
    {
        try
        {
            Node result = Node.Interpolated(ComposeInterpolation.Substitute(node.Text, lookup, name => OnUnset(name, node)), node);
            context.Budget.TakeNode(result.Text.Length, node.File?.Name, node.Line, node.Column);
            return result;
        }
        catch (ComposeInterpolationException exception)
        {
            context.Problems.Add(exception.Variable is null ? "invalid_variable" : "missing_variable", exception.Message, node, PathOf(node));
            return null;
        }
    }

    // Looking for the path takes a walk through the document, which must not be taken for each of a million problems.
    private string? PathOf(Node node) => context.Problems.IsFull ? null : Paths.Find(_root, node);

    private void OnUnset(string name, Node node)
    {
        if (context.Options.UnsetVariables == UnsetVariableBehavior.Error)
        {
            context.Problems.Add("unset_variable", $"The variable '{name}' has no value. Give it one, or a default: ${{{name}:-...}}.", node, PathOf(node));
        }
        else
        {
            context.Warnings.Add("unset_variable", $"The variable '{name}' has no value; an empty string is used.", node);
        }
    }
}
