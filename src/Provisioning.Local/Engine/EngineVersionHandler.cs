using System.Net;
using System.Text.Json;

namespace Provisioning.Local.Engine;

/// <summary>
/// Asks the engine for its version before the first call and pins every call to the API version both sides know; the client library does neither.
/// </summary>
/// <remarks>
/// Also adds <c>CheckDuplicate</c> to the creation of a network, which the library's model has lost: without it an engine before 25.0 makes a second
/// network of the same name. Even with it such an engine does not stop two creations at the same moment.
/// </remarks>
internal sealed class EngineVersionHandler(HttpMessageHandler inner, EngineEndpoint endpoint, EngineClientOptions options, TimeProvider timeProvider) : DelegatingHandler(inner)
{
    /// <summary>The API of Docker Engine 20.10, the oldest supported.</summary>
    internal static readonly Version Oldest = new(1, 41);

    /// <summary>The newest API that the client library's models are made from.</summary>
    internal static readonly Version Newest = new(1, 54);

    private static readonly byte[] CheckDuplicate = "{\"CheckDuplicate\":true,"u8.ToArray();

    private readonly SemaphoreSlim _asking = new(1, 1);
    private volatile Negotiated? _negotiated;

    /// <summary>Returns the engine's version and what was agreed on.</summary>
    public async Task<Negotiated> GetAsync(CancellationToken cancellationToken)
    {
        if (_negotiated is { } known)
        {
            return known;
        }

        await _asking.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return _negotiated ??= await AskAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _asking.Release();
        }
    }

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var negotiated = await GetAsync(cancellationToken).ConfigureAwait(false);
        var uri = request.RequestUri!;
        var route = uri.AbsolutePath[(endpoint.BaseUri.AbsolutePath.Length - 1)..];
        if (!IsVersioned(route))
        {
            request.RequestUri = new Uri($"{endpoint.BaseUri.GetLeftPart(UriPartial.Path)}v{negotiated.Pinned}{route}{uri.Query}");
        }

        if (request.Method == HttpMethod.Post && route.EndsWith("/networks/create", StringComparison.Ordinal) && request.Content is { } content)
        {
            request.Content = await AddCheckDuplicateAsync(content, cancellationToken).ConfigureAwait(false);
        }

        var response = await SendOnceMoreAsync(request, cancellationToken).ConfigureAwait(false);
        if (response.StatusCode == HttpStatusCode.BadRequest)
        {
            await ForgetWhenReplacedAsync(response, negotiated, cancellationToken).ConfigureAwait(false);
        }

        return response;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _asking.Dispose();
        }

        base.Dispose(disposing);
    }

    // A question may be asked again when its connection broke before an answer came: an engine that restarts, or a proxy that closed an idle connection. What changes something may have been done.
    private async Task<HttpResponseMessage> SendOnceMoreAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (HttpRequestException exception) when (request.Method == HttpMethod.Get && IsReset(exception) && !cancellationToken.IsCancellationRequested)
        {
            return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }
    }

    private static bool IsReset(HttpRequestException exception) =>
        exception.HttpRequestError == HttpRequestError.ResponseEnded
        || exception.GetBaseException() is System.Net.Sockets.SocketException { SocketErrorCode: System.Net.Sockets.SocketError.ConnectionReset or System.Net.Sockets.SocketError.Shutdown };

    private static bool IsVersioned(string route) => route.Length > 2 && route[1] == 'v' && char.IsAsciiDigit(route[2]);

    private static async Task<HttpContent> AddCheckDuplicateAsync(HttpContent content, CancellationToken cancellationToken)
    {
        var body = await content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
        if (body.Length < 3 || body[0] != '{')
        {
            return content;
        }

        var changed = new ByteArrayContent([.. CheckDuplicate, .. body.AsSpan(1)]);
        changed.Headers.ContentType = content.Headers.ContentType;
        return changed;
    }

    // the engine behind the endpoint was replaced by one that does not know the pinned version
    private async Task ForgetWhenReplacedAsync(HttpResponseMessage response, Negotiated negotiated, CancellationToken cancellationToken)
    {
        await response.Content.LoadIntoBufferAsync(64 * 1024, cancellationToken).ConfigureAwait(false);
        var text = await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
        if (text.Contains("client version", StringComparison.Ordinal) && text.Contains("supported API version", StringComparison.Ordinal))
        {
            Interlocked.CompareExchange(ref _negotiated, null, negotiated);
            throw new ProviderUnavailableException($"The Docker Engine at {endpoint} was replaced by another version while it was used ({EngineErrorMapper.Words(text)}). Nothing was done by this call; repeat it.");
        }
    }

    private async Task<Negotiated> AskAsync(CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(options.CallTimeout, timeProvider);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(endpoint.BaseUri, "version"));
        using var response = await base.SendAsync(request, linked.Token).ConfigureAwait(false);
        var offset = response.Headers.Date is { } date ? date - timeProvider.GetUtcNow() : TimeSpan.Zero;
        var body = await response.Content.ReadAsStringAsync(linked.Token).ConfigureAwait(false);
        if (!response.IsSuccessStatusCode)
        {
            throw EngineErrorMapper.FromAnswer(response.StatusCode, body, "version", endpoint);
        }

        using var document = JsonDocument.Parse(body);
        var root = document.RootElement;
        string? Text(string name) => root.ValueKind == JsonValueKind.Object && root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

        if (!Version.TryParse(Text("ApiVersion"), out var api))
        {
            throw new JsonException("The answer has no ApiVersion.");
        }

        var version = Text("Version") ?? "unknown";
        if (api < Oldest)
        {
            throw new ProviderUnavailableException($"The Docker Engine at {endpoint} is version {version} with API {api}. API {Oldest} (Docker Engine 20.10) or later is needed. Update the engine, or name another in DOCKER_HOST.") { IsTransient = false, ErrorCode = ProvisioningErrorCode.NotSupported };
        }

        if (Version.TryParse(Text("MinAPIVersion"), out var minimum) && minimum > Newest)
        {
            throw new ProviderUnavailableException($"The Docker Engine at {endpoint} is version {version} and accepts API {minimum} or later only; this library knows up to {Newest}. Update this library.") { IsTransient = false, ErrorCode = ProvisioningErrorCode.NotSupported };
        }

        var platform = root.TryGetProperty("Platform", out var p) && p.ValueKind == JsonValueKind.Object && p.TryGetProperty("Name", out var n) && n.ValueKind == JsonValueKind.String ? n.GetString() : null;
        return new Negotiated(
            new EngineInfo(version, api, string.IsNullOrEmpty(platform) ? null : platform, endpoint.IsLocal),
            api < Newest ? api : Newest,
            // the header counts whole seconds, so the offset is never too far ahead; one clock needs none
            endpoint.IsLocal ? TimeSpan.Zero : offset);
    }

    /// <summary>What was agreed on: the engine's facts, the API version of the calls, and how far the engine's clock is ahead of ours.</summary>
    internal sealed record Negotiated(EngineInfo Info, Version Pinned, TimeSpan ClockOffset);
}
