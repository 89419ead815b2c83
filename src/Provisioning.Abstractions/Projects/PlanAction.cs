namespace Provisioning;

/// <summary>One change that provisioning would make.</summary>
public sealed class PlanAction
{
    /// <summary>Gets what would be done.</summary>
    public required PlanActionKind Kind { get; init; }

    /// <summary>Gets what kind of thing it would be done to: <c>container</c>, <c>network</c>, <c>volume</c>, <c>image</c>, <c>port</c>, <c>secret</c>, <c>project</c>, <c>service</c>.</summary>
    public required string Resource { get; init; }

    /// <summary>Gets the name of the thing.</summary>
    public required string Name { get; init; }

    /// <summary>Gets why it would be done; names keys, never values.</summary>
    public required string Reason { get; init; }

    /// <summary>Returns kind, resource, name and reason.</summary>
    public override string ToString() => $"{Kind} {Resource} {Name} ({Reason})";
}
