using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Provisioning.Local.Engine;

/// <summary>
/// Finds the engine in the order of the Docker CLI: an explicit endpoint, <c>DOCKER_HOST</c>, <c>DOCKER_CONTEXT</c>, the current context of the CLI's
/// configuration, the platform's default socket.
/// </summary>
/// <remarks>
/// TLS is used when asked for (<c>https</c>, <c>DOCKER_TLS_VERIFY</c>, <c>DOCKER_TLS</c>, a context with certificates) and then always verified:
/// a context that says to skip the verification is refused. No connection is made here.
/// </remarks>
internal sealed class EngineEndpointResolver(EngineEnvironment environment)
{
    private const string DefaultSocket = "/var/run/docker.sock";
    private const string DefaultPipe = "docker_engine";
    private const int LongestSocketPath = 103;

    /// <summary>Returns the endpoint.</summary>
    /// <param name="explicitEndpoint">An endpoint from the options, which wins over everything else; <see langword="null"/> or empty to look.</param>
    /// <param name="explicitCertificateDirectory">The directory of the TLS files for it; <see langword="null"/> for <c>DOCKER_CERT_PATH</c>.</param>
    /// <exception cref="ProviderUnavailableException">What was found cannot be used; the message says where it stands and what to do.</exception>
    public EngineEndpoint Resolve(string? explicitEndpoint = null, string? explicitCertificateDirectory = null)
    {
        var tlsAsked = environment.Variable("DOCKER_TLS_VERIFY") is not null || environment.Variable("DOCKER_TLS") is not null;
        var certificates = explicitCertificateDirectory is { Length: > 0 } given ? given : environment.Variable("DOCKER_CERT_PATH");
        if (explicitEndpoint is { Length: > 0 })
        {
            return Parse(explicitEndpoint, "the configured endpoint", tlsAsked || explicitCertificateDirectory is { Length: > 0 }, certificates);
        }

        if (environment.Variable("DOCKER_HOST") is { } host)
        {
            return Parse(host, "DOCKER_HOST", tlsAsked, certificates);
        }

        var configuration = new DockerCliConfiguration(environment.ConfigurationDirectory);
        var fromVariable = environment.Variable("DOCKER_CONTEXT");
        var context = fromVariable ?? configuration.CurrentContext;
        if (context is null or "" or "default")
        {
            return Default();
        }

        var said = fromVariable is null ? $"the current context of '{configuration.FilePath}'" : "DOCKER_CONTEXT";
        var meta = configuration.ReadContext(context, said);
        if (meta.SkipTlsVerify)
        {
            throw Invalid($"The docker context '{context}' ({said}) says to skip the verification of TLS certificates, which this library does not do. Put the engine's CA into the context ('docker context update {context} --docker host=...,ca=...'), or name another endpoint in DOCKER_HOST.");
        }

        return Parse(meta.Host, $"the docker context '{context}'", meta.CertificateDirectory is not null, meta.CertificateDirectory);
    }

    private EngineEndpoint Default() => environment.IsWindows ? Pipe(DefaultPipe, "the default") : Socket(DefaultSocket, "the default");

    private EngineEndpoint Parse(string value, string source, bool tls, string? certificates)
    {
        var text = value.Trim();
        var separator = text.IndexOf("://", StringComparison.Ordinal);
        var scheme = separator < 0 ? "tcp" : text[..separator].ToLowerInvariant();
        var rest = separator < 0 ? text : text[(separator + 3)..];
        switch (scheme)
        {
            case "unix":
                if (rest.Length > 0 && rest[0] != '/')
                {
                    throw Invalid($"{Capital(source)} is 'unix://{rest}', which is not an absolute path. Write it with three slashes: unix:///var/run/docker.sock.");
                }

                return Socket(rest.Length == 0 ? DefaultSocket : rest, source);
            case "npipe":
                if (!environment.IsWindows)
                {
                    throw Invalid($"{Capital(source)} names a named pipe, which only Windows has. Use unix:///var/run/docker.sock or tcp://host:port.");
                }

                var marker = rest.IndexOf("pipe/", StringComparison.OrdinalIgnoreCase);
                return Pipe(marker < 0 || rest.Length == marker + 5 ? DefaultPipe : rest[(marker + 5)..], source);
            case "tcp" or "http" or "https":
                return Tcp(scheme, rest, source, tls, certificates);
            case "ssh":
                throw Invalid($"{Capital(source)} names an engine behind ssh, which needs an ssh program; this library starts no programs. Forward the socket yourself ('ssh -nNT -L /tmp/docker.sock:/var/run/docker.sock user@host') and use unix:///tmp/docker.sock, or use tcp:// with TLS.");
            default:
                throw Invalid($"{Capital(source)} has the scheme '{scheme}', which is not supported. Use unix:///path, tcp://host:port, http(s)://host:port or, on Windows, npipe:////./pipe/name.");
        }
    }

    private static EngineEndpoint Tcp(string scheme, string rest, string source, bool tls, string? certificates)
    {
        // checked before anything of the value is shown
        if (rest.Contains('@', StringComparison.Ordinal))
        {
            throw Invalid($"{Capital(source)} holds a user name or a password, which an engine does not use and logs would show. Remove it; to authenticate, use TLS client certificates (DOCKER_TLS_VERIFY, DOCKER_CERT_PATH).");
        }

        tls |= scheme is "https";
        if (tls && scheme is "http")
        {
            throw Invalid($"{Capital(source)} is 'http://{rest}' but TLS is asked for (DOCKER_TLS_VERIFY, DOCKER_TLS or a certificate directory). Write tcp:// or https://, or unset DOCKER_TLS_VERIFY.");
        }

        var authority = rest.StartsWith(':') ? "localhost" + rest : rest;
        if (!TryUri($"{(tls ? "https" : "http")}://{authority}", out var uri) || uri.Query.Length > 0 || uri.Fragment.Length > 0)
        {
            throw Invalid($"{Capital(source)} is '{scheme}://{rest}', which is not an address. Write it as tcp://host:2376.");
        }

        var hasPort = uri.Authority.Length > uri.Host.Length || authority.EndsWith(string.Create(CultureInfo.InvariantCulture, $":{uri.Port}"), StringComparison.Ordinal);
        var builder = new UriBuilder(uri) { Port = hasPort || scheme is not "tcp" ? uri.Port : tls ? 2376 : 2375 };
        if (!builder.Path.EndsWith('/'))
        {
            builder.Path += "/";
        }

        var path = builder.Path is "/" ? "" : builder.Path;
        return new EngineEndpoint
        {
            Uri = new Uri(string.Create(CultureInfo.InvariantCulture, $"{scheme}://{builder.Host}:{builder.Port}{path}")),
            Source = source,
            BaseUri = builder.Uri,
            CertificateDirectory = tls ? certificates : null,
        };
    }

    private static EngineEndpoint Socket(string path, string source) =>
        System.Text.Encoding.UTF8.GetByteCount(path) > LongestSocketPath
            ? throw Invalid($"{Capital(source)} names the socket '{path}', whose path is longer than the {LongestSocketPath} bytes the system allows. Use a shorter path, for instance a symbolic link.")
            : new EngineEndpoint { Uri = new Uri("unix://" + path), Source = source, BaseUri = new Uri("http://docker/"), SocketPath = path };

    private static EngineEndpoint Pipe(string name, string source) =>
        new() { Uri = new Uri("npipe://./pipe/" + name), Source = source, BaseUri = new Uri("http://docker/"), PipeName = name };

    private static bool TryUri(string text, [NotNullWhen(true)] out Uri? uri) => Uri.TryCreate(text, UriKind.Absolute, out uri) && uri.Host.Length > 0;

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    private static ProviderUnavailableException Invalid(string message) => new(message) { IsTransient = false };
}
