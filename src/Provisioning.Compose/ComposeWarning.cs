namespace Provisioning.Compose;

/// <summary>Something in a Compose file that works, but probably not as meant.</summary>
public sealed class ComposeWarning
{
    /// <summary>Gets which rule it is: lower snake case and stable, for instance <c>unset_variable</c>.</summary>
    public required string Code { get; init; }

    /// <summary>Gets what is the matter.</summary>
    public required string Message { get; init; }

    /// <summary>Gets the place in the files; <see langword="null"/> when there is none.</summary>
    public ComposeSourceLocation? Location { get; init; }

    /// <summary>Returns the place and the message.</summary>
    public override string ToString() => Location is null ? Message : $"{Location}: {Message}";
}
