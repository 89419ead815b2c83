namespace Provisioning.Compose.Schema;

/// <summary>What a value must be like. A value of several types is checked by the parts of the rule for its own type.</summary>
internal sealed class SchemaRule
{
    public required Types Types { get; init; }

    /// <summary>Gets the rules of the keys of a mapping.</summary>
    public SchemaKeys Keys { get; init; } = [];

    public string[] Required { get; init; } = [];

    /// <summary>Gets the rule of keys that <see cref="Keys"/> does not name and that pass <see cref="AcceptsKey"/>.</summary>
    public SchemaRule? OtherKeys { get; init; }

    public Func<string, bool>? AcceptsKey { get; init; }

    /// <summary>Gets whether keys beginning with <c>x-</c> are allowed.</summary>
    public bool Extensible { get; init; }

    /// <summary>Gets whether keys that no rule knows are allowed.</summary>
    public bool Open { get; init; }

    public SchemaRule? Items { get; init; }

    public bool UniqueItems { get; init; }

    public string[] Values { get; init; } = [];

    public Func<string, bool>? AcceptsText { get; init; }

    /// <summary>Gets what a string must look like, in words.</summary>
    public string? TextForm { get; init; }

    public long? Minimum { get; init; }

    public long? Maximum { get; init; }
}
