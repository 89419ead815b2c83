using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Logging;

namespace Provisioning.Coolify;

/// <summary>Sends calls and reads their answers.</summary>
internal sealed class CoolifyTransport(
    string providerName,
    Uri apiUrl,
    CoolifyProviderOptions options,
    IHttpClientFactory clients,
    CoolifyTelemetry telemetry,
    TimeProvider timeProvider,
    ILogger logger)
{
    private const int LongestText = 256;

    public Uri ApiUrl => apiUrl;

    public string ProviderName => providerName;

    public CoolifyErrorMapper Errors { get; } = new(providerName, apiUrl, timeProvider);

    /// <summary>Sends a call whose answer is of interest.</summary>
    public Task<T> ReadAsync<T>(CoolifyCall call, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        return SendAsync(call, Read, cancellationToken);

        T Read(HttpResponseMessage response, ReadOnlySpan<byte> body)
        {
            try
            {
                return JsonSerializer.Deserialize(body, type) ?? throw Errors.InvalidAnswer(call, response, body, "there is nothing in it");
            }
            catch (JsonException exception)
            {
                // Not kept as the cause: its text may repeat pieces of the answer.
                throw Errors.InvalidAnswer(call, response, body, body.IsEmpty ? "it is empty" : $"no JSON as expected, at {exception.Path ?? "$"}, line {exception.LineNumber + 1}");
            }
        }
    }

    /// <summary>Sends a call that is answered with a short text.</summary>
    public Task<string> ReadTextAsync(CoolifyCall call, CancellationToken cancellationToken)
    {
        return SendAsync(call, Read, cancellationToken);

        string Read(HttpResponseMessage response, ReadOnlySpan<byte> body)
        {
            ReadOnlySpan<byte> text = body.Trim(" \t\r\n\""u8);
            return text.Length is > 0 and <= LongestText && text.IndexOfAny("<{"u8) < 0 ? Encoding.UTF8.GetString(text) : throw Errors.InvalidAnswer(call, response, body, "no short text");
        }
    }

    /// <summary>Sends a call whose answer says no more than that it was accepted.</summary>
    public Task SendAsync(CoolifyCall call, CancellationToken cancellationToken)
    {
        return SendAsync(call, Read, cancellationToken);

        object? Read(HttpResponseMessage response, ReadOnlySpan<byte> body)
        {
            // A page of a proxy with status 200 must not count as done.
            if (!body.IsEmpty && !IsJson(body))
            {
                throw Errors.InvalidAnswer(call, response, body, "no JSON");
            }

            return null;
        }
    }

    private static bool IsJson(ReadOnlySpan<byte> body)
    {
        try
        {
            var reader = new Utf8JsonReader(body);
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private async Task<T> SendAsync<T>(CoolifyCall call, AnswerReader<T> read, CancellationToken cancellationToken)
    {
        long begin = timeProvider.GetTimestamp();
        Activity? activity = telemetry.Start(call);
        int? status = null;
        string? errorType = null;
        try
        {
            using HttpResponseMessage response = await ExchangeAsync(call, cancellationToken).ConfigureAwait(false);
            status = (int)response.StatusCode;
            ReadOnlySpan<byte> body = response.Content is PooledContent pooled ? pooled.Span : [];
            T result = response.IsSuccessStatusCode ? read(response, body) : throw Errors.FromAnswer(call, response, body);
            ClientLog.Answered(logger, call.Name, status.Value, timeProvider.GetElapsedTime(begin).TotalSeconds);
            return result;
        }
        catch (CoolifyApiException exception)
        {
            errorType = exception.Kind.ToString();
            ClientLog.Failed(logger, call.Name, timeProvider.GetElapsedTime(begin).TotalSeconds, exception.Kind, exception.Message);
            throw;
        }
        catch (Exception exception)
        {
            errorType = exception.GetType().FullName;
            throw;
        }
        finally
        {
            telemetry.Ended(call, activity, timeProvider.GetElapsedTime(begin), status, errorType);
        }
    }

    private async Task<HttpResponseMessage> ExchangeAsync(CoolifyCall call, CancellationToken cancellationToken)
    {
        using HttpRequestMessage message = call.ToMessage(apiUrl);
        try
        {
            HttpClient client = clients.CreateClient(providerName);
            return await client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or TimeoutException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw Errors.FromException(call, exception, call.IsLong ? options.LongRequestTimeout : options.RequestTimeout);
        }
    }

    private delegate T AnswerReader<T>(HttpResponseMessage response, ReadOnlySpan<byte> body);
}
