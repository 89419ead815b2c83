using System.Net;
using System.Text;

namespace Provisioning.AspNetCore.Tests;

/// <summary>Requests that cannot be carried out as sent: one clear error, and nothing was called.</summary>
public sealed class BadRequestTests
{
    [Theory]
    [InlineData("/projects", """{"template":"demo","id":"Not An Id"}""", 422)]
    [InlineData("/projects", """{"template":"nothing"}""", 422)]
    [InlineData("/projects", """{"template":"../demo"}""", 422)]
    [InlineData("/projects", """{"template":"/etc"}""", 422)]
    [InlineData("/projects", """{"id":"acme"}""", 422)]
    [InlineData("/projects", """{"template":"demo","colour":"red"}""", 400)]
    [InlineData("/projects", """{"template":"demo","template":"demo"}""", 400)]
    [InlineData("/projects", """{"template":""", 400)]
    [InlineData("/projects", "null", 400)]
    [InlineData("/projects", "[]", 400)]
    [InlineData("/projects", """{"template":"demo","secrets":{"A":1}}""", 400)]
    [InlineData("/projects?wait=perhaps", """{"template":"demo"}""", 400)]
    [InlineData("/projects?busyTimeout=-1", """{"template":"demo"}""", 400)]
    [InlineData("/projects/UPPER/stop", null, 400)]
    [InlineData("/projects/a%2Fb/stop", null, 400)]
    [InlineData("/projects/acme/repair", """{"restoreArchived":"yes"}""", 400)]
    public async Task It_is_refused_before_anything_is_called(string path, string? body, int status)
    {
        await using ApiHost host = await ApiHost.StartAsync();

        ApiAnswer answer = await host.PostAsync(path, body);

        Assert.Equal((HttpStatusCode)status, answer.Status);
        Assert.Equal("invalid_arguments", answer.Code);
        Assert.Equal("application/problem+json", answer.ContentType);
        Assert.Equal("urn:provisioning:error:invalid_arguments", (string?)answer.Json["type"]);
        Assert.Empty(host.Stub.Calls);
    }

    [Theory]
    [InlineData("/projects?state=sleeping", "state")]
    [InlineData("/projects?limit=0", "limit")]
    [InlineData("/projects?limit=1001", "limit")]
    [InlineData("/projects?limit=many", "limit")]
    [InlineData("/projects?label=gold", "label")]
    [InlineData("/projects?after=UPPER", "project id")]
    [InlineData("/projects?includeDeleted=maybe", "includeDeleted")]
    [InlineData("/projects/acme/logs?tail=-1", "tail")]
    [InlineData("/projects/acme/logs?since=yesterday", "since")]
    [InlineData("/operations?state=1", "state")]
    public async Task A_parameter_that_cannot_be_read_is_named(string path, string named)
    {
        await using ApiHost host = await ApiHost.StartAsync();

        ApiAnswer answer = await host.GetAsync(path);

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Contains(named, (string?)answer.Json["detail"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("with blank")]
    [InlineData("a/b")]
    public async Task An_idempotency_key_that_can_be_no_operation_id_is_refused(string key)
    {
        await using ApiHost host = await ApiHost.StartAsync();

        ApiAnswer answer = await host.PostAsync("/projects/acme/stop", body: null, user: null, ("Idempotency-Key", key));
        ApiAnswer tooLong = await host.PostAsync("/projects/acme/stop", body: null, user: null, ("Idempotency-Key", new string('k', 129)));

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Equal(HttpStatusCode.BadRequest, tooLong.Status);
        Assert.Empty(host.Stub.Calls);
    }

    [Fact]
    public async Task A_body_of_another_kind_is_refused()
    {
        await using ApiHost host = await ApiHost.StartAsync();

        using var text = new StringContent("""{"template":"demo"}""", Encoding.UTF8, "text/plain");
        using HttpResponseMessage response = await host.Client.PostAsync(new Uri("/projects", UriKind.Relative), text);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
        Assert.Empty(host.Stub.Calls);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_body_that_is_too_large_is_refused(bool saysItsLength)
    {
        await using ApiHost host = await ApiHost.StartAsync(options => options.MaxBodySize = 200);

        using HttpContent content = saysItsLength ? new StringContent($$"""{"template":"demo","name":"{{new string('n', 5000)}}"}""") : new ChunkedContent(5000);
        content.Headers.ContentType = new("application/json");
        using HttpResponseMessage response = await host.Client.PostAsync(new Uri("/projects", UriKind.Relative), content);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.Empty(host.Stub.Calls);
    }

    [Theory]
    [InlineData($$"""{"template":"demo","secrets":{"A":"{{ApiHost.Canary}}" "B"} }""")]
    [InlineData($$"""{"template":"demo","secrets":"{{ApiHost.Canary}}"}""")]
    [InlineData($$"""{"template":"{{ApiHost.Canary}}"}""")]
    [InlineData($$"""{"template":"demo","id":"{{ApiHost.Canary}}"}""")]
    [InlineData($$"""{"template":"demo","secrets":{"{{ApiHost.Canary}}":1} }""")]
    public async Task What_was_sent_is_not_said_again(string body)
    {
        await using ApiHost host = await ApiHost.StartAsync();

        ApiAnswer answer = await host.PostAsync("/projects", body);

        Assert.True((int)answer.Status is 400 or 422);
        Leaks.AssertNone(answer.Body, host.Logs.ToString());
    }

    private sealed class ChunkedContent(int size) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
            await stream.WriteAsync(Encoding.UTF8.GetBytes($$"""{"template":"demo","name":"{{new string('n', size)}}"}"""));

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
