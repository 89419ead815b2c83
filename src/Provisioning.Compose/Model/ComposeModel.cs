namespace Provisioning.Compose;

/// <summary>An AI model.</summary>
public sealed class ComposeModel
{
    /// <summary>Gets the key.</summary>
    public required string Key { get; init; }

    /// <summary>Gets the name.</summary>
    public string? Name { get; init; }

    /// <summary>Gets the model reference.</summary>
    public string? Model { get; init; }

    /// <summary>Gets the context size.</summary>
    public int? ContextSize { get; init; }

    /// <summary>Gets flags.</summary>
    public IReadOnlyList<string> RuntimeFlags { get; init; } = [];
}
