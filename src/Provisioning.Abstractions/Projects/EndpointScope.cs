namespace Provisioning;

/// <summary>From where an endpoint can be used.</summary>
public enum EndpointScope
{
    /// <summary>From the project's own containers only.</summary>
    Internal = 0,

    /// <summary>From the machine whose ports it uses; from further away if the port is published there.</summary>
    Host,

    /// <summary>From anywhere, by a domain.</summary>
    Public,
}
