using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Provisioning.Coolify.Benchmarks;

/// <summary>Answers HTTP over loopback with prepared bytes, so that what is measured is the client.</summary>
internal sealed class CannedServer : IAsyncDisposable
{
    private static readonly byte[] Created = Answer("201 Created", """{"uuid":"v5shytuepglbbiqathfciwpt","domains":["https://acme.example.com:8000"]}""");
    private static readonly byte[] Variables = Answer("201 Created", "[" + string.Join(',', Enumerable.Range(0, 12).Select(number => $$"""{"uuid":"8z2ldjo3pju6f7sq9seetq{{number:00}}","comment":null,"is_literal":true,"is_multiline":false,"is_preview":false,"is_required":false,"is_shown_once":false,"key":"APP_VALUE_{{number}}","order":null,"version":"4.3.11","created_at":"2026-11-23T13:44:13.000000Z","updated_at":"2026-11-23T13:44:13.000000Z"}""")) + "]");
    private static readonly byte[] Queued = Answer("200 OK", """{"message":"Service starting request queued."}""");

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly Task _accepting;

    public CannedServer()
    {
        _listener.Start();
        Url = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");
        _accepting = AcceptAsync();
    }

    public Uri Url { get; }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        await _accepting;
        _end.Dispose();
    }

    private static byte[] Answer(string status, string body) =>
        Encoding.UTF8.GetBytes($"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nX-RateLimit-Limit: 1000000\r\nX-RateLimit-Remaining: 999999\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}");

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await _listener.AcceptSocketAsync(_end.Token));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        socket.NoDelay = true;
        byte[] buffer = new byte[256 * 1024];
        int length = 0;
        try
        {
            while (true)
            {
                int head = buffer.AsSpan(0, length).IndexOf("\r\n\r\n"u8);
                int end = head < 0 ? int.MaxValue : head + 4 + BodyLength(buffer.AsSpan(0, head));
                if (length < end)
                {
                    int read = await socket.ReceiveAsync(buffer.AsMemory(length), _end.Token);
                    if (read == 0)
                    {
                        break;
                    }

                    length += read;
                    continue;
                }

                byte[] answer = AnswerTo(buffer.AsSpan(0, head));
                buffer.AsSpan(end, length - end).CopyTo(buffer);
                length -= end;
                await socket.SendAsync(answer, _end.Token);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
        }

        socket.Dispose();
    }

    private static byte[] AnswerTo(ReadOnlySpan<byte> head) => head[..head.IndexOf((byte)'\r')] switch
    {
        var line when line.IndexOf("/envs/bulk "u8) >= 0 => Variables,
        var line when line.IndexOf("/start "u8) >= 0 => Queued,
        _ => Created,
    };

    private static int BodyLength(ReadOnlySpan<byte> head)
    {
        int at = head.IndexOf("Content-Length: "u8);
        return at >= 0 && System.Buffers.Text.Utf8Parser.TryParse(head[(at + "Content-Length: ".Length)..], out int length, out _) ? length : 0;
    }
}
