using System.Text.RegularExpressions;

namespace Provisioning.Compose.Schema;

/// <summary>The types a value may have.</summary>
[Flags]
internal enum Types
{
    None = 0,
    Null = 1,
    Boolean = 2,
    Integer = 4,
    Number = 8 | Integer,
    String = 16,
    List = 32,
    Mapping = 64,
    Any = Null | Boolean | Number | String | List | Mapping,
}

/// <summary>What a value must be like. A value of several types is checked by the parts of the rule for its own type.</summary>
internal sealed class SchemaRule
{
    public required Types Types { get; init; }

    /// <summary>Gets the rules of the keys of a mapping.</summary>
    public Dictionary<string, SchemaRule> Keys { get; init; } = [];

    public string[] Required { get; init; } = [];

    /// <summary>Gets the rule of keys that <see cref="Keys"/> does not name and that match <see cref="KeyPattern"/>.</summary>
    public SchemaRule? OtherKeys { get; init; }

    public Regex? KeyPattern { get; init; }

    /// <summary>Gets whether keys beginning with <c>x-</c> are allowed.</summary>
    public bool Extensible { get; init; }

    /// <summary>Gets whether keys that no rule knows are allowed.</summary>
    public bool Open { get; init; }

    public SchemaRule? Items { get; init; }

    public bool UniqueItems { get; init; }

    public string[] Values { get; init; } = [];

    public Regex? Pattern { get; init; }

    /// <summary>Gets what a string must look like, in words.</summary>
    public string? PatternText { get; init; }

    public long? Minimum { get; init; }

    public long? Maximum { get; init; }
}
