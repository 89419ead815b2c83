namespace Provisioning.Compose;

/// <summary>One file that a service sees. Its content may hold secrets.</summary>
public sealed class TemplateMountFile
{
    /// <summary>Gets the path below <see cref="TemplateMount.Target"/>, with <c>/</c> between its parts; empty when the target is the file itself.</summary>
    public required string RelativePath { get; init; }

    /// <summary>Gets the bytes.</summary>
    public required ReadOnlyMemory<byte> Content { get; init; }

    /// <summary>Gets the permission bits, for instance octal 444.</summary>
    public required int Mode { get; init; }

    /// <summary>Gets the number of the user who owns the file.</summary>
    public int UserId { get; init; }

    /// <summary>Gets the number of the group that owns the file.</summary>
    public int GroupId { get; init; }

    /// <summary>Returns the path, the size and the mode, never the content.</summary>
    public override string ToString() => FormattableString.Invariant($"{RelativePath} ({Content.Length} bytes, mode {Convert.ToString(Mode, 8)})");
}
