using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Provisioning.Compose;

namespace Provisioning.Coolify;

/// <summary>Asks a public address with one <c>GET</c>: no token, no cookie, no redirection is followed, and of the answer only the status and the first words are read.</summary>
internal sealed class HttpEndpointProbe(Func<HttpClient> createClient, TimeProvider timeProvider) : IEndpointProbe
{
    private const int FirstBytes = 64;

    public async Task<string?> ProbeAsync(Uri address, TemplateReadiness? expected, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(timeout, timeProvider);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            using HttpClient client = createClient();
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            using HttpResponseMessage response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, linked.Token).ConfigureAwait(false);
            return response.StatusCode switch
            {
                _ when expected?.HttpPath is not null => (int)response.StatusCode >= expected.MinStatus && (int)response.StatusCode <= expected.MaxStatus
                    ? null
                    : string.Create(CultureInfo.InvariantCulture, $"it answers {(int)response.StatusCode}"),
                HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout =>
                    string.Create(CultureInfo.InvariantCulture, $"the proxy answers {(int)response.StatusCode}"),
                HttpStatusCode.NotFound when await IsProxyAsync(response, linked.Token).ConfigureAwait(false) => "the proxy does not know the address yet",
                _ => null,
            };
        }
        catch (HttpRequestException exception) when (exception.HttpRequestError == HttpRequestError.NameResolutionError || exception.InnerException is SocketException { SocketErrorCode: SocketError.HostNotFound })
        {
            return "its name is not known here";
        }
        catch (HttpRequestException exception)
        {
            return exception.HttpRequestError == HttpRequestError.SecureConnectionError ? "its certificate is not valid yet" : "nobody answers";
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return "it does not answer in time";
        }
        catch (IOException)
        {
            return "the answer broke off";
        }
    }

    // What Traefik and Caddy say when no project has the address.
    private static async Task<bool> IsProxyAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var buffer = new byte[FirstBytes];
        Stream stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            int count = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
            string text = System.Text.Encoding.ASCII.GetString(buffer, 0, count).Trim();
            return text.Length == 0 || text.StartsWith("404 page not found", StringComparison.OrdinalIgnoreCase);
        }
    }
}
