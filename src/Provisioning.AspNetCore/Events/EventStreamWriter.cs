using System.Buffers;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Provisioning.AspNetCore;

/// <summary>Writes server-sent events (WHATWG HTML, section 9.2) to a response, each at once.</summary>
internal sealed class EventStreamWriter(HttpResponse response)
{
    public const string ContentType = "text/event-stream";

    private static ReadOnlySpan<byte> Heartbeat => ": heartbeat\n\n"u8;

    /// <summary>Sends the headers, so that the client knows at once that it is being listened for.</summary>
    public async Task BeginAsync(CancellationToken cancellationToken)
    {
        response.ContentType = ContentType;
        response.Headers.CacheControl = "no-store";
        response.Headers["X-Accel-Buffering"] = "no"; // a proxy in front must not hold events back
        response.HttpContext.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        response.BodyWriter.Write("retry: 2000\n\n"u8);
        await response.BodyWriter.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    public async Task WriteAsync(ServerEvent item, CancellationToken cancellationToken)
    {
        response.BodyWriter.Write(Encoding.ASCII.GetBytes($"event: {item.Type}\ndata: "));
        response.BodyWriter.Write(item.Data.Span);
        response.BodyWriter.Write("\n\n"u8);
        await response.BodyWriter.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    public async Task WriteHeartbeatAsync(CancellationToken cancellationToken)
    {
        response.BodyWriter.Write(Heartbeat);
        await response.BodyWriter.FlushAsync(cancellationToken).ConfigureAwait(false);
    }
}
