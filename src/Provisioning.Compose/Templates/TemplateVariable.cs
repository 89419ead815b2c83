namespace Provisioning.Compose;

/// <summary>A variable that a template declares under <c>x-provisioning.variables</c>. Its value may be shown.</summary>
public sealed class TemplateVariable
{
    /// <summary>Gets the name.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the value when none is given, as written: variables in it are not filled in yet; <see langword="null"/> for none.</summary>
    public string? Default { get; init; }

    /// <summary>Gets whether a value must be given.</summary>
    public bool IsRequired { get; init; }

    /// <summary>Gets what the variable is for.</summary>
    public string? Description { get; init; }

    /// <summary>Gets where the variable is declared.</summary>
    public ComposeSourceLocation? Location { get; init; }

    /// <summary>Returns the name.</summary>
    public override string ToString() => Name;
}
