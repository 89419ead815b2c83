namespace Provisioning.Compose.Yaml;

/// <summary>A node of a YAML document before tags, aliases and merge keys are resolved.</summary>
internal sealed class RawNode
{
    public required RawKind Kind { get; init; }

    /// <summary>Gets the text of a scalar, or the name of an alias.</summary>
    public string Value { get; init; } = string.Empty;

    /// <summary>Gets the tag in its short form: empty, <c>!</c>, <c>!!str</c>, <c>!reset</c>.</summary>
    public string Tag { get; init; } = string.Empty;

    /// <summary>Gets whether a scalar is neither quoted nor a block.</summary>
    public bool IsPlain { get; init; }

    public int Line { get; init; }

    public int Column { get; init; }

    /// <summary>Gets the items; of a mapping keys and values in turn.</summary>
    public List<RawNode> Content { get; init; } = null!;

    /// <summary>Gets or sets what an alias stands for.</summary>
    public RawNode? Target { get; set; }

    /// <summary>Gets or sets the paths at which aliases to this node were seen.</summary>
    public List<string>? Visits { get; set; }

    /// <summary>Gets or sets whether the node is being expanded now.</summary>
    public bool IsOpen { get; set; }

    public bool IsMergeKey => Kind == RawKind.Scalar && IsPlain && Value == "<<" && Tag is "" or "!" or "!!merge";
}
