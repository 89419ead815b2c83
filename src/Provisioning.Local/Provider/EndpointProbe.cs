using System.Globalization;
using System.Net.Sockets;
using Provisioning.Compose;

namespace Provisioning.Local;

/// <summary>Tries an endpoint once, from this process, at the address where the engine publishes it.</summary>
internal sealed class EndpointProbe(TimeProvider timeProvider) : IDisposable
{
    private static readonly TimeSpan AttemptTime = TimeSpan.FromSeconds(5);

    // The engine's own proxy takes every connection, and closes it at once when nothing listens in the container.
    private static readonly TimeSpan StaysOpen = TimeSpan.FromMilliseconds(250);

    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        ConnectTimeout = AttemptTime,
        PooledConnectionLifetime = TimeSpan.Zero,
    });

    public void Dispose() => _http.Dispose();

    /// <summary>Returns <see langword="null"/> when the endpoint answers as it shall, else what happened instead.</summary>
    public async Task<string?> TryAsync(TemplateReadiness readiness, EndpointAddress address, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(AttemptTime, timeProvider);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            return readiness.HttpPath is { } path
                ? await GetAsync(readiness, address, path, linked.Token).ConfigureAwait(false)
                : await ConnectAsync(address, linked.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return string.Create(CultureInfo.InvariantCulture, $"no answer within {AttemptTime.TotalSeconds:0} s");
        }
        catch (Exception exception) when (exception is HttpRequestException or SocketException or IOException)
        {
            return Innermost(exception).Message;
        }
    }

    private async Task<string?> GetAsync(TemplateReadiness readiness, EndpointAddress address, string path, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"http://{Authority(address)}{path}"));
        request.Headers.TryAddWithoutValidation("User-Agent", "provisioning");
        request.Headers.ConnectionClose = true;
        using HttpResponseMessage response = await _http.SendAsync(request, cancellationToken).ConfigureAwait(false);
        int status = (int)response.StatusCode;
        return status >= readiness.MinStatus && status <= readiness.MaxStatus ? null : string.Create(CultureInfo.InvariantCulture, $"it answered with status {status}");
    }

    private async Task<string?> ConnectAsync(EndpointAddress address, CancellationToken cancellationToken)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(address.Host, address.Port, cancellationToken).ConfigureAwait(false);
        using var moment = new CancellationTokenSource(StaysOpen, timeProvider);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, moment.Token);
        try
        {
            return await socket.ReceiveAsync(new byte[1], SocketFlags.None, linked.Token).ConfigureAwait(false) > 0 ? null : "the connection was closed at once";
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    public static string Authority(EndpointAddress address) =>
        string.Create(CultureInfo.InvariantCulture, $"{(address.Host.Contains(':', StringComparison.Ordinal) && !address.Host.StartsWith('[') ? $"[{address.Host}]" : address.Host)}:{address.Port}");

    private static Exception Innermost(Exception exception)
    {
        while (exception.InnerException is { } inner)
        {
            exception = inner;
        }

        return exception;
    }
}
