namespace Provisioning.Compose.Yaml;

/// <summary>A node of a YAML document before tags, aliases and merge keys are resolved. What a collection holds follows it in the <see cref="YamlTape"/>.</summary>
internal struct RawNode()
{
    public RawKind Kind;

    /// <summary>Whether a scalar is neither quoted nor a block.</summary>
    public bool IsPlain;

    /// <summary>Whether the node is being expanded now.</summary>
    public bool IsOpen;

    public int Line;

    public int Column;

    /// <summary>How many nodes a collection holds; of a mapping the keys count, too.</summary>
    public int Count;

    /// <summary>Of an alias, the place of what it stands for; of other nodes, the place after all that they hold.</summary>
    public int Link;

    /// <summary>The text of a scalar, or the name of an alias.</summary>
    public string Value = string.Empty;

    /// <summary>The tag in its short form: empty, <c>!</c>, <c>!!str</c>, <c>!reset</c>.</summary>
    public string Tag = string.Empty;

    public readonly bool IsMergeKey => Kind == RawKind.Scalar && IsPlain && Value == "<<" && Tag is "" or "!" or "!!merge";
}
