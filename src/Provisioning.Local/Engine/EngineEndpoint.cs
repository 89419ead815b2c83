namespace Provisioning.Local.Engine;

/// <summary>Where an engine is, how it is reached, and who said so.</summary>
internal sealed record EngineEndpoint
{
    /// <summary>Gets the endpoint as Docker writes it, without credentials: for messages and metadata.</summary>
    public required Uri Uri { get; init; }

    /// <summary>Gets what named the endpoint, for messages: <c>DOCKER_HOST</c>, <c>the docker context 'x'</c>, <c>the default</c>.</summary>
    public required string Source { get; init; }

    /// <summary>Gets the address that requests are made to; its host is only a name when a socket or a pipe carries them.</summary>
    public required Uri BaseUri { get; init; }

    /// <summary>Gets the path of the unix domain socket, or <see langword="null"/>.</summary>
    public string? SocketPath { get; init; }

    /// <summary>Gets the name of the named pipe, or <see langword="null"/>.</summary>
    public string? PipeName { get; init; }

    /// <summary>Gets the directory with <c>ca.pem</c>, <c>cert.pem</c> and <c>key.pem</c>, or <see langword="null"/> when TLS uses the system's trust and no client certificate.</summary>
    public string? CertificateDirectory { get; init; }

    /// <summary>Gets whether TLS is used; it is then always verified.</summary>
    public bool UsesTls => string.Equals(BaseUri.Scheme, Uri.UriSchemeHttps, StringComparison.Ordinal);

    /// <summary>Gets whether the engine is on this machine, so that its published ports and its clock are ours.</summary>
    public bool IsLocal => !(IsRemote ?? (SocketPath is null && PipeName is null && !BaseUri.IsLoopback));

    /// <summary>Gets what the caller says about it: whether the engine is on another machine; <see langword="null"/> when the address tells.</summary>
    public bool? IsRemote { get; init; }

    /// <summary>Returns the endpoint and who named it.</summary>
    public override string ToString() => $"{Uri} ({Source})";
}
