using System.Net;
using System.Text;

namespace Provisioning.Local.Tests.Engine;

/// <summary>Stands where the connections to the engine are: answers by a function, and keeps what was asked.</summary>
internal sealed class ScriptedHandler(Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> answer) : HttpMessageHandler
{
    public List<(string Method, string PathAndQuery, string Body, string? RegistryAuth)> Requests { get; } = [];

    public string ApiVersion { get; set; } = "1.41";

    public DateTimeOffset? Date { get; set; }

    public static HttpResponseMessage Json(HttpStatusCode status, string body) => new(status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };

    public static HttpResponseMessage Stream(Stream stream) => new(HttpStatusCode.OK) { Content = new StreamContent(stream) };

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        lock (Requests)
        {
            Requests.Add((request.Method.Method, request.RequestUri!.PathAndQuery, body, request.Headers.TryGetValues("X-Registry-Auth", out var auth) ? auth.Single() : null));
        }

        if (request.RequestUri!.AbsolutePath == "/version")
        {
            var response = Json(HttpStatusCode.OK, $$$"""{"Version":"20.10.24","ApiVersion":"{{{ApiVersion}}}","MinAPIVersion":"1.12","Platform":{"Name":"Test Engine"}}""");
            response.Headers.Date = Date;
            return response;
        }

        return await answer(request, cancellationToken);
    }
}
