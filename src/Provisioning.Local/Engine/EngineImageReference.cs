namespace Provisioning.Local.Engine;

/// <summary>An image reference taken apart as the engine's pull wants it.</summary>
internal sealed class EngineImageReference
{
    private EngineImageReference(string name, string tagOrDigest, string registry)
    {
        Name = name;
        TagOrDigest = tagOrDigest;
        Registry = registry;
    }

    /// <summary>Gets the name without tag and digest.</summary>
    public string Name { get; }

    /// <summary>Gets the digest, or else the tag, or else <c>latest</c>: without one the engine pulls every tag of the repository.</summary>
    public string TagOrDigest { get; }

    /// <summary>Gets the registry's host, <c>docker.io</c> when the reference names none.</summary>
    public string Registry { get; }

    /// <summary>Takes a reference apart.</summary>
    /// <exception cref="ArgumentException">It is not a reference.</exception>
    public static EngineImageReference Parse(string reference)
    {
        EnginePath.Image(reference);
        var name = reference;
        string? tag = null;
        string? digest = null;
        var at = name.IndexOf('@', StringComparison.Ordinal);
        if (at >= 0)
        {
            digest = name[(at + 1)..];
            name = name[..at];
        }

        var colon = name.LastIndexOf(':');
        if (colon > name.LastIndexOf('/'))
        {
            tag = name[(colon + 1)..];
            name = name[..colon];
        }

        if (name.Length == 0 || tag is { Length: 0 } || digest is { Length: 0 })
        {
            throw new ArgumentException($"'{reference}' is not an image reference. Write it as [registry/]name[:tag][@digest].", nameof(reference));
        }

        var slash = name.IndexOf('/', StringComparison.Ordinal);
        var first = slash < 0 ? "" : name[..slash];
        var registry = first.Contains('.', StringComparison.Ordinal) || first.Contains(':', StringComparison.Ordinal) || first is "localhost" ? first : "docker.io";
        return new EngineImageReference(name, digest ?? tag ?? "latest", registry is "index.docker.io" ? "docker.io" : registry);
    }
}
