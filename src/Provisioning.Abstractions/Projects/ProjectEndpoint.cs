namespace Provisioning;

/// <summary>A place where a service of a project is reached.</summary>
public sealed class ProjectEndpoint
{
    /// <summary>Gets the name that the template gives the endpoint, for instance <c>api</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the address. Where the template builds it with a secret, <c>***</c> stands in the secret's place.</summary>
    public required Uri Url { get; init; }

    /// <summary>Gets the service, by its name in the template.</summary>
    public required string ServiceName { get; init; }

    /// <summary>Gets from where the address can be used.</summary>
    public required EndpointScope Scope { get; init; }

    /// <summary>Returns the name and the address.</summary>
    public override string ToString() => $"{Name}: {Url}";
}
