using System.Globalization;
using System.Net;
using System.Net.Http.Headers;

namespace Provisioning.Coolify;

/// <summary>What happens to each single attempt: it waits for its turn, gets the token and a time limit, and its answer is read whole.</summary>
internal sealed class CoolifyRequestHandler(CoolifyProviderOptions options, CoolifyRequestBudget budget, CoolifyTelemetry telemetry, TimeProvider timeProvider) : DelegatingHandler
{
    private static readonly MediaTypeWithQualityHeaderValue Json = new("application/json");

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (!request.Options.TryGetValue(CoolifyCall.Key, out CoolifyCall? call))
        {
            throw new InvalidOperationException("This HTTP client belongs to ICoolifyClient. Use that, or a client of your own.");
        }

        request.Headers.Accept.Clear();
        request.Headers.Accept.Add(Json); // without it Coolify answers errors in HTML
        if (call.IsOpen)
        {
            return await AttemptAsync(request, call, cancellationToken).ConfigureAwait(false);
        }

        // Set for each attempt and not on the client, so that nothing outside of this class holds the token; without validation, whose exception would show it.
        request.Headers.Remove("Authorization");
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + options.ApiToken!.Reveal());
        long asked = timeProvider.GetTimestamp();
        CoolifyRequestBudget.Lease lease = await budget.AcquireAsync(cancellationToken).ConfigureAwait(false);
        telemetry.Waited(timeProvider.GetElapsedTime(asked));
        try
        {
            HttpResponseMessage response = await AttemptAsync(request, call, cancellationToken).ConfigureAwait(false);
            budget.Learn(lease, Number(response, "X-RateLimit-Limit"), Number(response, "X-RateLimit-Remaining"), CoolifyErrorMapper.RetryAfter(response, timeProvider), response.StatusCode == HttpStatusCode.TooManyRequests);
            return response;
        }
        finally
        {
            budget.Release(lease);
        }
    }

    private async Task<HttpResponseMessage> AttemptAsync(HttpRequestMessage request, CoolifyCall call, CancellationToken cancellationToken)
    {
        TimeSpan limit = call.IsLong ? options.LongRequestTimeout : options.RequestTimeout;
        using var timeout = new CancellationTokenSource(limit, timeProvider);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        HttpResponseMessage? response = null;
        try
        {
            response = await base.SendAsync(request, linked.Token).ConfigureAwait(false);
            HttpContent content = response.Content;
            response.Content = await PooledContent.ReadAsync(content, options.MaxResponseBytes, linked.Token).ConfigureAwait(false);
            content.Dispose();
            return response;
        }
        catch (Exception exception)
        {
            response?.Dispose();

            // The runtime may report its own token's end in several ways; what counts is whose time was over.
            if (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested && exception is OperationCanceledException or HttpRequestException or IOException)
            {
                throw new HttpRequestException(HttpRequestError.Unknown, "No answer came in time.", new TimeoutException());
            }

            throw;
        }
    }

    private static int? Number(HttpResponseMessage response, string header) =>
        response.Headers.TryGetValues(header, out IEnumerable<string>? values) && int.TryParse(values.First(), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;
}
