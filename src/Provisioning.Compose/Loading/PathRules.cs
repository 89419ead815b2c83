namespace Provisioning.Compose.Loading;

/// <summary>Rules for places in a model: <c>services.*.ports.*</c>, where <c>*</c> stands for any key and any list item.</summary>
internal sealed class PathRules<T>
    where T : class
{
    private Dictionary<string, PathRules<T>>? _children;
    private PathRules<T>? _any;

    public T? Rule { get; private set; }

    public PathRules<T> Add(string pattern, T rule)
    {
        PathRules<T> node = this;
        foreach (string part in pattern.Split('.'))
        {
            if (part == "*")
            {
                node = node._any ??= new PathRules<T>();
            }
            else
            {
                node._children ??= new Dictionary<string, PathRules<T>>(StringComparer.Ordinal);
                if (!node._children.TryGetValue(part, out PathRules<T>? next))
                {
                    node._children.Add(part, next = new PathRules<T>());
                }

                node = next;
            }
        }

        node.Rule = rule;
        return this;
    }

    /// <summary>Returns the rules below a key.</summary>
    public PathRules<T>? Next(string key) => _children is not null && _children.TryGetValue(key, out PathRules<T>? next) ? next : _any;

    /// <summary>Returns the rules below the items of a list.</summary>
    public PathRules<T>? NextItem() => _any;
}
