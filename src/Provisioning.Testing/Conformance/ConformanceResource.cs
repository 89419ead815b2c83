namespace Provisioning.Testing.Conformance;

/// <summary>One thing that a provider made at its backend for a project, as the backend itself shows it.</summary>
public sealed class ConformanceResource
{
    /// <summary>Gets what it is: <c>container</c>, <c>network</c>, <c>volume</c>, <c>folder</c>, or a word of the backend's.</summary>
    public required string Kind { get; init; }

    /// <summary>Gets its name.</summary>
    public required string Name { get; init; }

    /// <summary>Gets what tells it from one with the same name that was made later, for instance a container's id.</summary>
    public required string Identity { get; init; }

    /// <summary>Gets the service of the template that it belongs to, or <see langword="null"/>.</summary>
    public string? ServiceName { get; init; }

    /// <summary>Returns the kind and the name.</summary>
    public override string ToString() => $"{Kind} {Name}";
}
