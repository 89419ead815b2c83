using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Text.RegularExpressions;
using Docker.DotNet;
using Docker.DotNet.NativeHttp;

namespace Provisioning.Local.Engine;

/// <summary>
/// The engine through Docker.DotNet.Enhanced; streams, and the calls whose options the library loses, over the same connections without it.
/// </summary>
internal sealed partial class DockerEngineClient : IEngineClient, IDisposable
{
    private static readonly HttpStatusCode[] NotModified = [HttpStatusCode.NotModified];

    private readonly EngineEndpoint _endpoint;
    private readonly EngineEnvironment _environment;
    private readonly EngineClientOptions _options;
    private readonly TimeProvider _timeProvider;
    private readonly EngineVersionHandler _handler;
    private readonly HttpMessageInvoker _raw;
    private readonly DockerClient _docker;

    /// <summary>Creates the client; no connection is made.</summary>
    public DockerEngineClient(EngineEndpoint endpoint, EngineClientOptions? options = null, TimeProvider? timeProvider = null, EngineEnvironment? environment = null)
        : this(endpoint, handler: null, options, timeProvider, environment)
    {
    }

    /// <summary>Creates the client over a handler of the caller's, for tests.</summary>
    [SuppressMessage("Reliability", "CA2000", Justification = "The handlers belong to the clients, which are disposed of.")]
    internal DockerEngineClient(EngineEndpoint endpoint, HttpMessageHandler? handler, EngineClientOptions? options = null, TimeProvider? timeProvider = null, EngineEnvironment? environment = null)
    {
        _endpoint = endpoint;
        _environment = environment ?? EngineEnvironment.Process;
        _options = options ?? new EngineClientOptions();
        _timeProvider = timeProvider ?? TimeProvider.System;
        _handler = new EngineVersionHandler(handler ?? EngineHandlers.Create(endpoint, _options), endpoint, _options, _timeProvider);
        _raw = new HttpMessageInvoker(_handler, disposeHandler: false);
        _docker = new DockerClientBuilder()
            .WithEndpoint(endpoint.BaseUri)
            .WithTimeout(Timeout.InfiniteTimeSpan)
            .WithTransportOptions(new EngineHandlers.Factory(_handler, endpoint.BaseUri), new NativeHttpTransportOptions())
            .Build();
    }

    /// <inheritdoc/>
    public Uri Endpoint => _endpoint.Uri;

    /// <summary>Gets the client library's client, over the same connections and pinned to the same API version; it belongs to this object.</summary>
    public IDockerClient Docker => _docker;

    /// <inheritdoc/>
    public Task<EngineInfo> GetInfoAsync(CancellationToken cancellationToken) =>
        CallAsync("version", async token => (await _handler.GetAsync(token).ConfigureAwait(false)).Info, _options.CallTimeout, cancellationToken);

    /// <inheritdoc/>
    public void Dispose()
    {
        _raw.Dispose();
        _docker.Dispose();
        _handler.Dispose();
    }

    private static Dictionary<string, IDictionary<string, bool>> Filters(IReadOnlyCollection<string> labels) =>
        labels.Count == 0 ? [] : new(StringComparer.Ordinal) { ["label"] = labels.ToDictionary(label => label, _ => true, StringComparer.Ordinal) };

    // the engine takes a name for an expression, and looks for it anywhere in the name
    private static Dictionary<string, IDictionary<string, bool>> NameFilters(IReadOnlyCollection<string> names) =>
        new(StringComparer.Ordinal) { ["name"] = names.ToDictionary(name => $"^/?{Regex.Escape(name)}$", _ => true, StringComparer.Ordinal) };

    // calls that the engine answers at once
    private Task<T> AskAsync<T>(string call, Func<CancellationToken, Task<T>> action, CancellationToken cancellationToken) =>
        CallAsync(call, action, _options.CallTimeout, cancellationToken);

    // calls that do work, which may take as long as the caller's deadline allows
    private Task<T> DoAsync<T>(string call, Func<CancellationToken, Task<T>> action, CancellationToken cancellationToken) =>
        CallAsync(call, action, timeout: null, cancellationToken);

    private async Task DoAsync(string call, Func<CancellationToken, Task> action, CancellationToken cancellationToken) =>
        await CallAsync(
            call,
            async token =>
            {
                await action(token).ConfigureAwait(false);
                return true;
            },
            timeout: null,
            cancellationToken).ConfigureAwait(false);

    private async Task<T> CallAsync<T>(string call, Func<CancellationToken, Task<T>> action, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var limit = timeout is { } time ? new CancellationTokenSource(time, _timeProvider) : null;
        using var linked = limit is null ? null : CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            return await action(linked?.Token ?? cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (!EngineErrorMapper.IsFinal(exception))
        {
            throw Mapped(exception, call, timeout, cancellationToken);
        }
    }

    // an engine's answer counts even if the token was cancelled meanwhile; a broken connection then is the cancellation
    private Exception Mapped(Exception exception, string call, TimeSpan? timeout, CancellationToken cancellationToken) =>
        cancellationToken.IsCancellationRequested && exception is not DockerApiException
            ? new OperationCanceledException($"'{call}' was cancelled.", exception, cancellationToken)
            : EngineErrorMapper.Map(exception, call, _endpoint, timeout);

    /// <summary>Makes a request of our own; the answer belongs to the caller.</summary>
    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string pathAndQuery, HttpContent? content, string call, CancellationToken cancellationToken, HttpStatusCode[]? alsoAllowed = null, string? registryAuth = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(_endpoint.BaseUri, pathAndQuery)) { Content = content };
        if (registryAuth is not null)
        {
            request.Headers.TryAddWithoutValidation("X-Registry-Auth", registryAuth);
        }

        var response = await _raw.SendAsync(request, cancellationToken).ConfigureAwait(false);
        try
        {
            if (!response.IsSuccessStatusCode && alsoAllowed?.Contains(response.StatusCode) != true)
            {
                await response.Content.LoadIntoBufferAsync(1024 * 1024, cancellationToken).ConfigureAwait(false);
                var body = await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
                throw EngineErrorMapper.FromAnswer(response.StatusCode, body, call, _endpoint);
            }

            return response;
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    private static string Timestamp(DateTimeOffset time)
    {
        var ticks = (time - DateTimeOffset.UnixEpoch).Ticks;
        return ticks <= 0 ? "0" : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{ticks / TimeSpan.TicksPerSecond}.{ticks % TimeSpan.TicksPerSecond * 100:000000000}");
    }
}
