using System.Diagnostics.CodeAnalysis;
using System.IO.Pipes;
using System.Net.Sockets;
using Docker.DotNet.Handler.Abstractions;
using Docker.DotNet.NativeHttp;
using Microsoft.Extensions.Logging;

namespace Provisioning.Local.Engine;

/// <summary>Makes the one connection pool that typed calls, raw calls and streams share.</summary>
[SuppressMessage("Reliability", "CA2000", Justification = "What is connected belongs to the stream that is returned.")]
internal static class EngineHandlers
{
    /// <summary>Returns a handler for an endpoint.</summary>
    public static SocketsHttpHandler Create(EngineEndpoint endpoint, EngineClientOptions options)
    {
        var handler = new SocketsHttpHandler
        {
            // a limit would let a few event or log streams block every other call; the work above is bounded instead
            MaxConnectionsPerServer = int.MaxValue,
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
            ConnectTimeout = options.ConnectTimeout,
            // a redirect could lead to another host, with our credentials for registries in a header
            AllowAutoRedirect = false,
            UseCookies = false,
            MaxResponseHeadersLength = 64,
        };
        if (endpoint.SocketPath is { } path)
        {
            handler.UseProxy = false;
            handler.ConnectCallback = (_, token) => ConnectSocketAsync(path, token);
        }
        else if (endpoint.PipeName is { } pipe)
        {
            handler.UseProxy = false;
            handler.ConnectCallback = (_, token) => ConnectPipeAsync(pipe, options.ConnectTimeout, token);
        }
        else if (endpoint.UsesTls)
        {
            handler.SslOptions = EngineTls.CreateOptions(endpoint);
        }

        return handler;
    }

    private static async ValueTask<Stream> ConnectSocketAsync(string path, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static async ValueTask<Stream> ConnectPipeAsync(string name, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var pipe = new NamedPipeClientStream(".", name, PipeDirection.InOut, PipeOptions.Asynchronous);
        try
        {
            await pipe.ConnectAsync(timeout, cancellationToken).ConfigureAwait(false);
            return pipe;
        }
        catch
        {
            await pipe.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Hands a handler of ours to the client library, whose native transport would make its own.</summary>
    internal sealed class Factory(HttpMessageHandler handler, Uri baseUri) : IDockerHandlerFactory<NativeHttpTransportOptions>
    {
        /// <inheritdoc/>
        public ResolvedTransport CreateHandler(NativeHttpTransportOptions transportOptions, ResolvedClientOptions clientOptions, ILogger logger) => new(handler, baseUri);

        /// <inheritdoc/>
        public ResolvedTransport CreateHandler(ResolvedClientOptions clientOptions, ILogger logger) => new(handler, baseUri);

        /// <inheritdoc/>
        public Task<WriteClosableStream> HijackStreamAsync(HttpContent content) => DockerHandlerFactory.Instance.HijackStreamAsync(content);
    }
}
