namespace Provisioning.Compose;

/// <summary>A use of a variable in a text.</summary>
public sealed class ComposeVariable
{
    /// <summary>Gets the name.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the operator: <c>:-</c>, <c>-</c>, <c>:+</c>, <c>+</c>, <c>:?</c> or <c>?</c>; empty for a plain use.</summary>
    public string Operator { get; init; } = string.Empty;

    /// <summary>Gets the text after the operator, as written: a default, a replacement or an error message.</summary>
    public string Argument { get; init; } = string.Empty;
}
