namespace Provisioning.Compose;

/// <summary>Where a port of a service is really reached, as the backend knows it.</summary>
public sealed class EndpointAddress
{
    /// <summary>Gets the host name or address, without brackets around an IPv6 address.</summary>
    public required string Host { get; init; }

    /// <summary>Gets the port.</summary>
    public required int Port { get; init; }

    /// <summary>Gets from where the address can be used.</summary>
    public EndpointScope Scope { get; init; } = EndpointScope.Host;

    /// <summary>Gets whether a proxy in front speaks TLS: <c>http</c> becomes <c>https</c>, <c>ws</c> becomes <c>wss</c>.</summary>
    public bool IsTls { get; init; }

    /// <summary>Returns the host and the port.</summary>
    public override string ToString() => FormattableString.Invariant($"{Host}:{Port}");
}
