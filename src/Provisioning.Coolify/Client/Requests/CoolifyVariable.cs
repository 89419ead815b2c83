namespace Provisioning.Coolify;

/// <summary>A variable of a service to set.</summary>
public sealed class CoolifyVariable
{
    /// <summary>Gets the name: at most 255 of letters, digits, <c>_</c> and <c>.</c>, not beginning with a digit.</summary>
    public required string Key { get; init; }

    /// <summary>Gets the value. Coolify removes white space at its ends and takes an empty text for none.</summary>
    public required Secret Value { get; init; }

    /// <summary>Gets whether the value is written between single quotes, so that nothing in it is replaced. The default is <see langword="true"/>; any other way alters values.</summary>
    public bool IsLiteral { get; init; } = true;

    /// <summary>Gets whether the value has several lines.</summary>
    public bool IsMultiline { get; init; }

    /// <summary>Gets whether Coolify never shows the value again.</summary>
    public bool IsShownOnce { get; init; }
}
