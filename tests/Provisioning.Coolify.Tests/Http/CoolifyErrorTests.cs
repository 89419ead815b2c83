using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Authentication;

namespace Provisioning.Coolify.Tests;

public sealed class CoolifyErrorTests
{
    private const string NginxPage = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body><center><h1>502 Bad Gateway</h1></center><script>var x = 'noise';</script></body></html>";

    // status, body, kind, error code, what the message must say
    public static TheoryData<int, string, CoolifyErrorKind, string, string> Answers => new()
    {
        { 400, """{"message":"Invalid request.","error":"Empty JSON."}""", CoolifyErrorKind.InvalidRequest, "backend_error", "Invalid request. Empty JSON." },
        { 400, """{"message":"Invalid token.","docs":"https://coolify.io/docs"}""", CoolifyErrorKind.Unauthenticated, "access_denied", "API tokens" },
        { 400, """{"message":"Service is already running."}""", CoolifyErrorKind.AlreadyRunning, "conflict", "already running" },
        { 400, """{"message":"Service is already stopped."}""", CoolifyErrorKind.AlreadyStopped, "conflict", "already stopped" },
        { 400, """{"message":"Server has multiple destinations and you do not set destination_uuid."}""", CoolifyErrorKind.InvalidState, "backend_error", "multiple destinations" },
        { 400, """{"message":"Container is not running."}""", CoolifyErrorKind.InvalidState, "backend_error", "not running" },
        { 401, """{"message":"Unauthenticated."}""", CoolifyErrorKind.Unauthenticated, "access_denied", "COOLIFY_API_TOKEN" },
        { 401, "<html><title>Login</title></html>", CoolifyErrorKind.Unauthenticated, "access_denied", "Login" },
        { 403, """{"message":"Missing required permissions: deploy"}""", CoolifyErrorKind.MissingAbility, "access_denied", "read, write and deploy" },
        { 403, """{"message":"Missing required team role."}""", CoolifyErrorKind.MissingRole, "access_denied", "admin" },
        { 403, """{"message":"This API token has permissions (write) that exceed your current role."}""", CoolifyErrorKind.MissingRole, "access_denied", "admin" },
        { 403, """{"success":true,"message":"API is disabled."}""", CoolifyErrorKind.ApiDisabled, "access_denied", "API Access" },
        { 403, """{"success":true,"message":"You are not allowed to access the API."}""", CoolifyErrorKind.AddressNotAllowed, "access_denied", "Allowed IPs" },
        { 403, """{"message":"You are not authorized to perform this action.","error":"Unauthorized"}""", CoolifyErrorKind.Forbidden, "access_denied", "admin or owner" },
        { 403, "<html><title>Blocked</title></html>", CoolifyErrorKind.Forbidden, "access_denied", "proxy or firewall" },
        { 404, """{"message":"Service not found."}""", CoolifyErrorKind.NotFound, "not_found", "another team" },
        { 404, """{"message":"Not found.","docs":"https://coolify.io/docs"}""", CoolifyErrorKind.RouteNotFound, "not_supported", "no such route" },
        { 404, "<html><title>404 page not found</title></html>", CoolifyErrorKind.RouteNotFound, "not_supported", "not the address of its API" },
        { 404, "404 page not found", CoolifyErrorKind.RouteNotFound, "not_supported", "not the address of its API" },
        { 405, """{"message":"This endpoint has changed to a POST request."}""", CoolifyErrorKind.RouteNotFound, "not_supported", "another method" },
        { 408, "", CoolifyErrorKind.GatewayError, "unavailable", "in time" },
        { 409, """{"message":"Environment with this name already exists."}""", CoolifyErrorKind.Conflict, "conflict", "already exists" },
        { 413, "<html><title>413 Request Entity Too Large</title></html>", CoolifyErrorKind.ValidationFailed, "backend_error", "too large" },
        { 422, """{"message":"Validation failed.","errors":{"name":["The name is too short.","The name is odd."],"foo":["This field is not allowed."]}}""", CoolifyErrorKind.ValidationFailed, "backend_error", "name: The name is too short. The name is odd. foo: This field is not allowed." },
        { 422, """{"message":"Validation failed.","errors":{"docker_compose_raw":"It should be base64 encoded."}}""", CoolifyErrorKind.ValidationFailed, "backend_error", "docker_compose_raw: It should be base64 encoded." },
        { 422, """{"message":"Validation failed.","errors":["Invalid URL: nowhere","Service container with 'db' not found."]}""", CoolifyErrorKind.ValidationFailed, "backend_error", "Invalid URL: nowhere Service container with 'db' not found." },
        { 422, """{"message":"You need to provide at least one of environment_name or environment_uuid."}""", CoolifyErrorKind.ValidationFailed, "backend_error", "environment_uuid" },
        { 422, """{"message":"Validation failed.","errors":{"a":[{"b":1}],"c":null,"d":[["deep"]]}}""", CoolifyErrorKind.ValidationFailed, "backend_error", "deep" },
        { 429, """{"message":"Too Many Attempts."}""", CoolifyErrorKind.RateLimited, "unavailable", "RequestsPerMinute" },
        { 500, """{"message":"Server Error"}""", CoolifyErrorKind.ServerError, "backend_error", "laravel.log" },
        { 500, "", CoolifyErrorKind.ServerError, "backend_error", "laravel.log" },
        { 501, """{"message":"This operation is not supported for Swarm servers yet."}""", CoolifyErrorKind.NotSupported, "not_supported", "Swarm" },
        { 502, NginxPage, CoolifyErrorKind.GatewayError, "unavailable", "502 Bad Gateway" },
        { 503, "<html><body>Be right back.</body></html>", CoolifyErrorKind.GatewayError, "unavailable", "Be right back." },
        { 504, "", CoolifyErrorKind.GatewayError, "unavailable", "in time" },
        { 418, "", CoolifyErrorKind.Other, "backend_error", "418" },
        { 500, """{"message":"cut of""", CoolifyErrorKind.ServerError, "backend_error", "laravel.log" },
        { 422, """{"message":"half of a character: \ud83d"}""", CoolifyErrorKind.ValidationFailed, "backend_error", "half of a character" },
        { 422, """["not","an","object"]""", CoolifyErrorKind.ValidationFailed, "backend_error", "422" },
    };

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task Each_refusal_says_what_happened_why_and_what_to_do(int status, string body, CoolifyErrorKind kind, string code, string says)
    {
        using var host = new CoolifyHost(new StubHandler().Then((HttpStatusCode)status, body));

        CoolifyApiException error = await Assert.ThrowsAsync<CoolifyApiException>(() => host.Client.StartServiceAsync("x1"));

        Assert.Equal(kind, error.Kind);
        Assert.Equal(code, error.ErrorCode.Value);
        Assert.Equal((HttpStatusCode)status, error.StatusCode);
        Assert.Equal("POST services/x1/start", error.Request);
        Assert.Equal("coolify", error.ProviderName);
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
        Assert.Contains("https://coolify.example.com", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("noise", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
        Assert.Equal(kind is CoolifyErrorKind.ServerError or CoolifyErrorKind.GatewayError, error.MayHaveBeenDone);
        Assert.Equal(kind is CoolifyErrorKind.ServerError or CoolifyErrorKind.GatewayError or CoolifyErrorKind.RateLimited, error.IsTransient);
        Assert.Single(host.Stub.Requests);
    }

    [Fact]
    public async Task A_domain_conflict_names_who_holds_the_domain()
    {
        using var host = new CoolifyHost(new StubHandler().Then(HttpStatusCode.Conflict, """
            {"message":"Domain conflicts detected.","conflicts":[
              {"domain":"https://acme.example.com:8000","resource_name":"other","resource_uuid":"r1","resource_type":"service","message":"in use","service_name":"web"},
              {"domain":"https://b.example.com","resource_uuid":"r2"}],"warning":"odd"}
            """));

        CoolifyApiException error = await Assert.ThrowsAsync<CoolifyApiException>(() => host.Client.UpdateServiceAsync("x1", new CoolifyServiceChange { Name = "acme" }));

        Assert.Equal(CoolifyErrorKind.DomainConflict, error.Kind);
        Assert.Equal(["https://acme.example.com:8000", "https://b.example.com"], error.Conflicts.Select(conflict => conflict.Domain));
        Assert.Equal("other", error.Conflicts[0].ResourceName);
        Assert.Contains("'https://acme.example.com:8000' is held by service 'other' (web).", error.Message, StringComparison.Ordinal);
        Assert.Contains("'https://b.example.com' is held by a resource 'r2'.", error.Message, StringComparison.Ordinal);
        Assert.Contains("ForceDomainOverride", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refused_fields_can_be_read_one_by_one()
    {
        using var host = new CoolifyHost(new StubHandler().Then(HttpStatusCode.UnprocessableEntity, """{"message":"Validation failed.","errors":{"name":["short","odd"],"urls":"wrong"}}"""));

        CoolifyApiException error = await Assert.ThrowsAsync<CoolifyApiException>(() => host.Client.CreateProjectAsync("x"));

        Assert.Equal(["short", "odd"], error.Errors["name"]);
        Assert.Equal(["wrong"], error.Errors["urls"]);
        Assert.Equal(["name: short", "name: odd", "urls: wrong"], error.Details);
    }

    [Fact]
    public async Task The_route_that_a_version_lacks_names_the_version_that_has_it()
    {
        using var host = new CoolifyHost(new StubHandler().ThenText("unreadable").Then(HttpStatusCode.NotFound, """{"message":"Not found.","docs":"https://coolify.io/docs"}"""));

        CoolifyApiException error = await Assert.ThrowsAsync<CoolifyApiException>(() => host.Client.GetContainerLogsAsync("x1", CoolifyContainerKind.Application, "c1"));

        Assert.Equal(CoolifyErrorKind.RouteNotFound, error.Kind);
        Assert.Contains("4.2.0", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Too_many_requests_say_how_long_to_wait()
    {
        HttpResponseMessage In(TimeSpan time)
        {
            HttpResponseMessage response = StubHandler.Json(HttpStatusCode.TooManyRequests, """{"message":"Too Many Attempts."}""");
            response.Headers.RetryAfter = new RetryConditionHeaderValue(time);
            return response;
        }

        using var host = new CoolifyHost(new StubHandler().Then(_ => In(TimeSpan.FromSeconds(17))).Then(_ => In(TimeSpan.FromDays(400))));

        CoolifyApiException error = await Assert.ThrowsAsync<CoolifyApiException>(() => host.Client.StartServiceAsync("x1"));
        CoolifyApiException absurd = await Assert.ThrowsAsync<CoolifyApiException>(() => host.PassTimeAsync(host.Client.StartServiceAsync("x1")));

        Assert.Equal(TimeSpan.FromSeconds(17), error.RetryAfter);
        Assert.Contains("Wait 17 s.", error.Message, StringComparison.Ordinal);
        Assert.Equal(TimeSpan.FromHours(1), absurd.RetryAfter);
    }

    [Theory]
    [InlineData("https://coolify.example.com/login", "login page")]
    [InlineData("https://elsewhere.example.com/", "Write the address")]
    public async Task A_redirection_is_not_followed(string location, string says)
    {
        using var host = new CoolifyHost(new StubHandler().Then(_ =>
        {
            HttpResponseMessage response = StubHandler.Html(HttpStatusCode.Found, "<html>");
            response.Headers.Location = new Uri(location);
            return response;
        }));

        CoolifyApiException error = await Assert.ThrowsAsync<CoolifyApiException>(() => host.Client.ListServersAsync());

        Assert.Equal(CoolifyErrorKind.Redirected, error.Kind);
        Assert.Equal(ProvisioningErrorCode.Unavailable, error.ErrorCode);
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
        Assert.Single(host.Stub.Requests);
    }

    [Theory]
    [InlineData("<!DOCTYPE html><html><title>Sign in</title></html>", "Sign in")]
    [InlineData("""[{"uuid":"s1","na""", "cut off")]
    [InlineData("", "empty")]
    [InlineData("null", "nothing in it")]
    [InlineData("\"text\"", "no JSON as expected")]
    [InlineData("""{"message":"not a list"}""", "no JSON as expected")]
    public async Task An_answer_of_success_that_is_not_Coolifys_is_an_error(string body, string says)
    {
        using var host = new CoolifyHost(new StubHandler().Then(_ => body.StartsWith('<') ? StubHandler.Html(HttpStatusCode.OK, body) : StubHandler.Json(HttpStatusCode.OK, body)));

        CoolifyApiException error = await Assert.ThrowsAsync<CoolifyApiException>(() => host.Client.ListServersAsync());

        Assert.Equal(CoolifyErrorKind.InvalidAnswer, error.Kind);
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
        Assert.False(error.MayHaveBeenDone);
    }

    [Fact]
    public async Task A_page_that_answers_an_action_does_not_count_as_done()
    {
        using var host = new CoolifyHost(new StubHandler().Then(_ => StubHandler.Html(HttpStatusCode.OK, "<html><title>Sign in</title></html>")));

        CoolifyApiException error = await Assert.ThrowsAsync<CoolifyApiException>(() => host.Client.StopServiceAsync("x1"));

        Assert.Equal(CoolifyErrorKind.InvalidAnswer, error.Kind);
        Assert.True(error.MayHaveBeenDone);
        Assert.False(error.IsTransient);
    }

    [Fact]
    public async Task An_action_may_be_answered_with_nothing()
    {
        using var host = new CoolifyHost(new StubHandler().Then(_ => new HttpResponseMessage(HttpStatusCode.NoContent)).Then(HttpStatusCode.OK, string.Empty));

        await host.Client.StartServiceAsync("x1");
        await host.Client.StopServiceAsync("x1");
    }

    [Fact]
    public async Task A_page_in_the_place_of_the_version_is_an_error()
    {
        using var host = new CoolifyHost(new StubHandler().Then(_ => StubHandler.Html(HttpStatusCode.OK, "<html><title>Dashboard</title></html>")));

        CoolifyApiException error = await Assert.ThrowsAsync<CoolifyApiException>(() => host.Client.GetVersionAsync());

        Assert.Equal(CoolifyErrorKind.InvalidAnswer, error.Kind);
        Assert.Contains("ApiUrl", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_made_without_an_id_may_have_been_made()
    {
        using var host = new CoolifyHost(new StubHandler().Then(HttpStatusCode.Created, "{}"));

        CoolifyApiException error = await Assert.ThrowsAsync<CoolifyApiException>(() => host.Client.CreateProjectAsync("tenants"));

        Assert.Equal(CoolifyErrorKind.InvalidAnswer, error.Kind);
        Assert.True(error.MayHaveBeenDone);
    }

    [Fact]
    public async Task An_answer_that_is_too_large_is_not_read()
    {
        using var host = new CoolifyHost(
            new StubHandler().Then("[" + new string(' ', 70_000) + "]").Then(_ => new HttpResponseMessage(HttpStatusCode.OK) { Content = new StreamContent(new EndlessStream()) }),
            options => options.MaxResponseBytes = 64 * 1024);

        CoolifyApiException announced = await Assert.ThrowsAsync<CoolifyApiException>(() => host.Client.ListServersAsync());
        CoolifyApiException endless = await Assert.ThrowsAsync<CoolifyApiException>(() => host.Client.ListServersAsync());

        Assert.All([announced, endless], error =>
        {
            Assert.Equal(CoolifyErrorKind.InvalidAnswer, error.Kind);
            Assert.Contains("MaxResponseBytes", error.Message, StringComparison.Ordinal);
        });
        Assert.Equal(2, host.Stub.Requests.Count);
    }

    public static TheoryData<string, CoolifyErrorKind, bool, string> Failures => new()
    {
        { "refused", CoolifyErrorKind.ConnectionFailed, false, "nothing listens there" },
        { "no name", CoolifyErrorKind.ConnectionFailed, false, "'coolify.example.com' has no address" },
        { "no name by error", CoolifyErrorKind.ConnectionFailed, false, "'coolify.example.com' has no address" },
        { "unreachable", CoolifyErrorKind.ConnectionFailed, false, "firewalls" },
        { "reset", CoolifyErrorKind.ConnectionFailed, true, "may have been carried out or not" },
        { "ended", CoolifyErrorKind.ConnectionFailed, true, "may have been carried out or not" },
        { "proxy", CoolifyErrorKind.ConnectionFailed, false, "NO_PROXY" },
        { "tls", CoolifyErrorKind.TlsFailed, false, "CaCertificatePath" },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task Each_way_not_to_get_an_answer_says_why(string failure, CoolifyErrorKind kind, bool mayHaveBeenDone, string says)
    {
        Exception exception = failure switch
        {
            "refused" => new HttpRequestException(HttpRequestError.ConnectionError, "x", new SocketException((int)SocketError.ConnectionRefused)),
            "no name" => new HttpRequestException(HttpRequestError.NameResolutionError, "x", new SocketException((int)SocketError.HostNotFound)),
            "no name by error" => new HttpRequestException(HttpRequestError.NameResolutionError, "x"),
            "unreachable" => new HttpRequestException(HttpRequestError.ConnectionError, "x", new SocketException((int)SocketError.NetworkUnreachable)),
            "reset" => new HttpRequestException("x", new IOException("y", new SocketException((int)SocketError.ConnectionReset))),
            "ended" => new HttpRequestException(HttpRequestError.ResponseEnded, "x"),
            "proxy" => new HttpRequestException(HttpRequestError.ProxyTunnelError, "x"),
            "tls" => new HttpRequestException(HttpRequestError.SecureConnectionError, "x", new AuthenticationException("The certificate is of nobody.")),
            _ => throw new ArgumentOutOfRangeException(nameof(failure), failure, message: null),
        };
        using var host = new CoolifyHost(new StubHandler().ThenFail(exception));

        CoolifyApiException error = await Assert.ThrowsAsync<CoolifyApiException>(() => host.Client.StartServiceAsync("x1"));

        Assert.Equal(kind, error.Kind);
        Assert.Equal(ProvisioningErrorCode.Unavailable, error.ErrorCode);
        Assert.Equal(mayHaveBeenDone, error.MayHaveBeenDone);
        Assert.Equal(kind != CoolifyErrorKind.TlsFailed, error.IsTransient);
        Assert.Null(error.StatusCode);
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, 30)]
    [InlineData(true, 100)]
    public async Task No_answer_in_time_is_an_error_that_says_how_long_was_waited(bool deploy, int seconds)
    {
        using var host = new CoolifyHost(new StubHandler().ThenAsync(async sent =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, sent.CancellationToken);
            return StubHandler.Json(HttpStatusCode.OK, "{}");
        }));

        CoolifyApiException error = await Assert.ThrowsAsync<CoolifyApiException>(() => host.PassTimeAsync(deploy ? host.Client.DeployServiceAsync("x1") : host.Client.StartServiceAsync("x1")));

        Assert.Equal(CoolifyErrorKind.TimedOut, error.Kind);
        Assert.True(error.MayHaveBeenDone);
        Assert.True(error.IsTransient);
        Assert.Contains($"within {seconds} s", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cancelled_call_is_cancelled_and_no_error_of_Coolify()
    {
        using var cancellation = new CancellationTokenSource();
        using var host = new CoolifyHost(new StubHandler().ThenAsync(async sent =>
        {
            await cancellation.CancelAsync();
            await Task.Delay(Timeout.InfiniteTimeSpan, sent.CancellationToken);
            return StubHandler.Json(HttpStatusCode.OK, "{}");
        }));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => host.Client.StartServiceAsync("x1", cancellation.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => host.Client.ListServersAsync(cancellation.Token));

        Assert.Single(host.Stub.Requests);
    }

    private sealed class EndlessStream : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            buffer.AsSpan(offset, count).Fill((byte)' ');
            return count;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
