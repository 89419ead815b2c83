namespace Provisioning.Compose;

/// <summary>An endpoint of a project, with its secrets hidden unless they are asked for.</summary>
public sealed class ResolvedEndpoint
{
    private readonly Secret _address;

    internal ResolvedEndpoint(ProjectEndpoint endpoint, Secret address)
    {
        Endpoint = endpoint;
        _address = address;
    }

    /// <summary>Gets the endpoint as it may be shown: <c>***</c> stands in the place of each secret.</summary>
    public ProjectEndpoint Endpoint { get; }

    /// <summary>Gets whether the full address holds a secret.</summary>
    public bool HasSecret { get; internal init; }

    /// <summary>Returns the full address. Where it holds a secret, never put it into a log, an exception or a label.</summary>
    /// <returns>The address, secrets in it percent-encoded.</returns>
    public string Reveal() => _address.Reveal();

    /// <summary>Returns the endpoint as it may be shown.</summary>
    public override string ToString() => Endpoint.ToString();
}
