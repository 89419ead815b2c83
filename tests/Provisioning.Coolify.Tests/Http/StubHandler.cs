using System.Net;
using System.Text;

namespace Provisioning.Coolify.Tests;

/// <summary>Stands in the place of the connection: answers from a list, or by a function, and remembers what came.</summary>
internal sealed class StubHandler : HttpMessageHandler
{
    private readonly Lock _lock = new();
    private readonly Queue<Func<SentRequest, Task<HttpResponseMessage>>> _answers = new();
    private readonly List<SentRequest> _requests = [];
    private Func<SentRequest, HttpResponseMessage>? _always;

    public IReadOnlyList<SentRequest> Requests
    {
        get
        {
            lock (_lock)
            {
                return [.. _requests];
            }
        }
    }

    public static HttpResponseMessage Json(HttpStatusCode status, string body) => new(status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };

    public static HttpResponseMessage Html(HttpStatusCode status, string body) => new(status) { Content = new StringContent(body, Encoding.UTF8, "text/html") };

    public static HttpResponseMessage Text(string body) => Html(HttpStatusCode.OK, body);

    public StubHandler Then(HttpStatusCode status, string body) => Then(_ => Json(status, body));

    public StubHandler Then(string body) => Then(HttpStatusCode.OK, body);

    public StubHandler ThenText(string body) => Then(_ => Text(body));

    public StubHandler Then(Func<SentRequest, HttpResponseMessage> answer) => ThenAsync(request => Task.FromResult(answer(request)));

    public StubHandler ThenAsync(Func<SentRequest, Task<HttpResponseMessage>> answer)
    {
        lock (_lock)
        {
            _answers.Enqueue(answer);
        }

        return this;
    }

    public StubHandler ThenFail(Exception exception) => Then(_ => throw exception);

    public StubHandler Always(Func<SentRequest, HttpResponseMessage> answer)
    {
        _always = answer;
        return this;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var sent = new SentRequest(
            request.Method.Method,
            request.RequestUri!,
            request.Headers.ToDictionary(header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase),
            request.Content?.Headers.ContentType?.ToString(),
            request.Content is null ? null : await request.Content.ReadAsStringAsync(cancellationToken),
            cancellationToken);
        Func<SentRequest, Task<HttpResponseMessage>>? answer;
        lock (_lock)
        {
            _requests.Add(sent);
            _answers.TryDequeue(out answer);
        }

        HttpResponseMessage response = answer is not null ? await answer(sent)
            : _always?.Invoke(sent) ?? throw new InvalidOperationException($"No answer is prepared for {sent.Method} {sent.Uri}.");
        response.RequestMessage = request;
        return response;
    }

    internal sealed record SentRequest(string Method, Uri Uri, IReadOnlyDictionary<string, string> Headers, string? ContentType, string? Body, CancellationToken CancellationToken);
}
