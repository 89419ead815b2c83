using System.Net;
using System.Net.Http.Headers;
using System.Security.Authentication;

namespace Provisioning.Coolify.Tests;

public sealed class CoolifyRetryTests
{
    private const string Page = "<html><title>Bad Gateway</title></html>";

    public static TheoryData<string> Passing => ["408", "429", "500", "502", "503", "504", "reset", "timeout"];

    [Theory]
    [MemberData(nameof(Passing))]
    public async Task What_only_reads_is_asked_again_when_it_fails_for_a_passing_reason(string failure)
    {
        using var host = new CoolifyHost(Failing(Failing(new StubHandler(), failure), failure).Then("""[{"uuid":"s1"}]"""));

        IReadOnlyList<CoolifyServer> servers = await host.PassTimeAsync(host.Client.ListServersAsync());

        Assert.Equal("s1", Assert.Single(servers).Uuid);
        Assert.Equal(3, host.Stub.Requests.Count);
        Assert.Contains(host.Logs.Lines, line => line.Contains("CoolifyRequestRepeated", StringComparison.Ordinal) && line.Contains("GET servers", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Passing))]
    public async Task What_changes_something_is_never_sent_again(string failure)
    {
        foreach (Func<ICoolifyClient, Task> change in Changes)
        {
            using var host = new CoolifyHost(Failing(new StubHandler(), failure));

            await Assert.ThrowsAsync<CoolifyApiException>(() => host.PassTimeAsync(change(host.Client)));

            Assert.Single(host.Stub.Requests);
        }
    }

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(405)]
    [InlineData(409)]
    [InlineData(422)]
    [InlineData(501)]
    public async Task What_will_fail_again_is_not_asked_again(int status)
    {
        using var host = new CoolifyHost(new StubHandler().Then((HttpStatusCode)status, """{"message":"No."}"""));

        await Assert.ThrowsAsync<CoolifyApiException>(() => host.PassTimeAsync(host.Client.ListServersAsync()));

        Assert.Single(host.Stub.Requests);
    }

    [Fact]
    public async Task A_certificate_that_is_not_trusted_is_not_tried_again()
    {
        using var host = new CoolifyHost(new StubHandler().ThenFail(new HttpRequestException(HttpRequestError.SecureConnectionError, "x", new AuthenticationException("no"))));

        await Assert.ThrowsAsync<CoolifyApiException>(() => host.PassTimeAsync(host.Client.ListServersAsync()));

        Assert.Single(host.Stub.Requests);
    }

    [Fact]
    public async Task It_ends_after_so_many_attempts_with_what_came_last()
    {
        using var host = new CoolifyHost(new StubHandler().Always(_ => StubHandler.Html(HttpStatusCode.BadGateway, Page)), options => options.RetryAttempts = 2);

        CoolifyApiException error = await Assert.ThrowsAsync<CoolifyApiException>(() => host.PassTimeAsync(host.Client.ListServersAsync()));

        Assert.Equal(CoolifyErrorKind.GatewayError, error.Kind);
        Assert.False(error.MayHaveBeenDone);
        Assert.Equal(3, host.Stub.Requests.Count);
    }

    [Fact]
    public async Task Nothing_is_asked_again_when_that_is_switched_off()
    {
        using var host = new CoolifyHost(new StubHandler().Then(_ => StubHandler.Html(HttpStatusCode.BadGateway, Page)), options => options.RetryAttempts = 0);

        await Assert.ThrowsAsync<CoolifyApiException>(() => host.Client.ListServersAsync());

        Assert.Single(host.Stub.Requests);
    }

    [Fact]
    public async Task Logs_of_an_unreachable_server_are_asked_for_once()
    {
        using var host = new CoolifyHost(new StubHandler().ThenText("4.3.11").Then(HttpStatusCode.InternalServerError, """{"message":"Server Error"}"""));

        await Assert.ThrowsAsync<CoolifyApiException>(() => host.PassTimeAsync(host.Client.GetContainerLogsAsync("x1", CoolifyContainerKind.Application, "c1")));

        Assert.Equal(2, host.Stub.Requests.Count);
    }

    [Fact]
    public async Task An_answer_that_breaks_off_is_asked_for_again()
    {
        using var host = new CoolifyHost(new StubHandler()
            .Then(_ => new HttpResponseMessage(HttpStatusCode.OK) { Content = new BrokenContent() })
            .Then("""[{"uuid":"s1"}]"""));

        Assert.Single(await host.PassTimeAsync(host.Client.ListServersAsync()));
    }

    [Fact]
    public async Task A_refusal_for_too_many_requests_is_waited_out_before_it_is_asked_again()
    {
        using var host = new CoolifyHost(Failing(new StubHandler(), "429").Then("[]"));
        DateTimeOffset begin = host.Time.GetUtcNow();

        await host.PassTimeAsync(host.Client.ListServersAsync());

        Assert.True(host.Time.GetUtcNow() - begin >= TimeSpan.FromSeconds(9));
    }

    private static IEnumerable<Func<ICoolifyClient, Task>> Changes =>
    [
        client => client.CreateServiceAsync(new CoolifyServiceCreation { ProjectUuid = "p", EnvironmentUuid = "e", ServerUuid = "s", Name = "n", Compose = "services: {}" }),
        client => client.UpdateServiceAsync("x1", new CoolifyServiceChange { InstantDeploy = true }),
        client => client.DeleteServiceAsync("x1", new CoolifyServiceDeletion { DeleteVolumes = false, DeleteConfigurations = false, DeleteConnectedNetworks = false, DockerCleanup = false }),
        client => client.SetVariablesAsync("x1", [new CoolifyVariable { Key = "A", Value = new Secret("1") }]),
        client => client.StartServiceAsync("x1"),
        client => client.DeployServiceAsync("x1"),
    ];

    private static StubHandler Failing(StubHandler stub, string failure) => failure switch
    {
        "reset" => stub.ThenFail(new HttpRequestException(HttpRequestError.ResponseEnded, "The connection broke.")),
        "timeout" => stub.ThenAsync(async sent =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, sent.CancellationToken);
            throw new InvalidOperationException();
        }),
        "429" => stub.Then(_ =>
        {
            HttpResponseMessage response = StubHandler.Json(HttpStatusCode.TooManyRequests, """{"message":"Too Many Attempts."}""");
            response.Headers.RetryAfter = new RetryConditionHeaderValue(TimeSpan.FromSeconds(9));
            return response;
        }),
        _ => stub.Then(_ => StubHandler.Html((HttpStatusCode)int.Parse(failure, System.Globalization.CultureInfo.InvariantCulture), Page)),
    };

    private sealed class BrokenContent : HttpContent
    {
        protected override Task<Stream> CreateContentReadStreamAsync() => throw new IOException("The connection broke.");

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => throw new IOException("The connection broke.");

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
