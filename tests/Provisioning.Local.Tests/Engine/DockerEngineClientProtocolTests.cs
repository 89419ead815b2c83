using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Docker.DotNet.Models;
using Microsoft.Extensions.Time.Testing;
using Provisioning.Local.Engine;

namespace Provisioning.Local.Tests.Engine;

public sealed class DockerEngineClientProtocolTests : IDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly EngineEndpoint Local = new() { Uri = new Uri("unix:///x.sock"), Source = "a test", BaseUri = new Uri("http://docker/"), SocketPath = "/x.sock" };
    private static readonly EngineEndpoint Remote = new() { Uri = new Uri("tcp://engine:2375"), Source = "a test", BaseUri = new Uri("http://engine:2375/"), CertificateDirectory = null };

    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("l1-home-");
    private readonly Dictionary<string, string> _variables = new(StringComparer.Ordinal);

    public void Dispose() => _home.Delete(recursive: true);

    [Theory]
    [InlineData("1.41", "/v1.41/")]
    [InlineData("1.51", "/v1.51/")]
    [InlineData("1.99", "/v1.54/")]
    public async Task Calls_are_pinned_to_the_version_both_know_and_the_engine_is_asked_once(string api, string prefix)
    {
        var handler = new ScriptedHandler((_, _) => Task.FromResult(ScriptedHandler.Json(HttpStatusCode.OK, "[]"))) { ApiVersion = api };
        using var client = Client(handler);

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => client.ListContainersAsync([], None)));

        Assert.Equal("Test Engine", (await client.GetInfoAsync(None)).Name);
        Assert.Equal(21, handler.Requests.Count);
        Assert.All(handler.Requests[1..], r => Assert.StartsWith(prefix, r.PathAndQuery, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_engine_that_is_too_old_is_refused_by_name()
    {
        using var client = Client(new ScriptedHandler((_, _) => throw new InvalidOperationException()) { ApiVersion = "1.40" });

        var exception = await Assert.ThrowsAsync<ProviderUnavailableException>(() => client.ListContainersAsync([], None));

        Assert.Contains("API 1.41 (Docker Engine 20.10)", exception.Message, StringComparison.Ordinal);
        Assert.Equal(ProvisioningErrorCode.NotSupported, exception.ErrorCode);
        Assert.False(exception.IsTransient);
    }

    [Fact]
    public async Task An_engine_that_was_replaced_is_asked_again()
    {
        var handler = new ScriptedHandler((request, _) => Task.FromResult(request.RequestUri!.AbsolutePath.StartsWith("/v1.41/", StringComparison.Ordinal)
            ? ScriptedHandler.Json(HttpStatusCode.BadRequest, """{"message":"client version 1.41 is too old. Minimum supported API version is 1.44, please upgrade your client to a newer version"}""")
            : ScriptedHandler.Json(HttpStatusCode.OK, "[]")));
        using var client = Client(handler);
        handler.ApiVersion = "1.41";
        var exception = await Assert.ThrowsAsync<ProviderUnavailableException>(() => client.ListContainersAsync([], None));
        Assert.True(exception.IsTransient);

        handler.ApiVersion = "1.52";

        Assert.Empty(await client.ListContainersAsync([], None));
    }

    [Fact]
    public async Task A_failed_question_for_the_version_is_asked_again()
    {
        var fail = true;
        var handler = new ScriptedHandler((_, _) => Task.FromResult(ScriptedHandler.Json(HttpStatusCode.OK, "[]")));
        using var client = new DockerEngineClient(Local, new Flaky(handler, () => fail));
        await Assert.ThrowsAsync<ProviderUnavailableException>(() => client.ListContainersAsync([], None));

        fail = false;

        Assert.Empty(await client.ListContainersAsync([], None));
    }

    [Fact]
    public async Task Networks_are_created_with_a_check_for_duplicates_and_a_stop_says_zero()
    {
        var handler = new ScriptedHandler((_, _) => Task.FromResult(ScriptedHandler.Json(HttpStatusCode.Created, """{"Id":"abc"}""")));
        using var client = Client(handler);

        await client.CreateNetworkAsync(new NetworksCreateParameters { Name = "n" }, None);
        await client.StopContainerAsync("c", TimeSpan.Zero, None);
        await client.StopContainerAsync("c", TimeSpan.FromMilliseconds(1500), None);
        await client.StopContainerAsync("c", null, None);

        Assert.StartsWith("""{"CheckDuplicate":true,"Name":"n",""", handler.Requests[1].Body, StringComparison.Ordinal);
        Assert.Equal(["/v1.41/containers/c/stop?t=0", "/v1.41/containers/c/stop?t=2", "/v1.41/containers/c/stop"], handler.Requests[2..].Select(r => r.PathAndQuery));
    }

    [Fact]
    public async Task An_error_in_the_middle_of_a_pull_fails_it()
    {
        List<EnginePullProgress> seen = [];
        var handler = new ScriptedHandler((_, _) => Task.FromResult(ScriptedHandler.Stream(Chunked("""
            {"status":"Pulling from library/x","id":"1"}
            {"status":"Downloading","progressDetail":{"current":10,"total":20},"progress":"[=>]","id":"layer"}
            {"errorDetail":{"message":"manifest unknown"},"error":"manifest unknown"}

            """.ReplaceLineEndings("\r\n"), 7))));
        using var client = Client(handler);

        var exception = await Assert.ThrowsAsync<EngineException>(() => client.PullImageAsync("x:1", "linux/arm64", new Inline(seen.Add), None));

        Assert.True(EngineErrors.IsManifestUnknown(exception));
        Assert.Equal([new EnginePullProgress("x:1", null, "Pulling from library/x", null, null), new EnginePullProgress("x:1", "layer", "Downloading", 10, 20)], seen);
        Assert.Equal("/v1.41/images/create?fromImage=x&tag=1&platform=linux%2Farm64", handler.Requests[1].PathAndQuery);
        Assert.Null(handler.Requests[1].RegistryAuth);
    }

    [Fact]
    public async Task Credentials_go_to_the_engine_and_nowhere_else()
    {
        WriteConfig($$$"""{"auths": {"ghcr.io": {"auth": "{{{Convert.ToBase64String("me:canary-password>?>"u8)}}}"}}, "credHelpers": {"gcr.io": "gcloud"}}""");
        var handler = new ScriptedHandler((_, _) => Task.FromResult(ScriptedHandler.Json(HttpStatusCode.InternalServerError, """{"message":"Head \"https://r/v2/x\": unauthorized: authentication required"}""")));
        using var client = Client(handler);

        var sent = await Assert.ThrowsAsync<EngineException>(() => client.PullImageAsync("ghcr.io/me/x:1", null, null, None));
        var helper = await Assert.ThrowsAsync<EngineException>(() => client.PullImageAsync("gcr.io/me/x:1", null, null, None));
        var none = await Assert.ThrowsAsync<EngineException>(() => client.PullImageAsync("me/x:1", null, null, None));

        var auth = Encoding.UTF8.GetString(Convert.FromBase64String(handler.Requests[1].RegistryAuth!.Replace('-', '+').Replace('_', '/')));
        Assert.Equal("""{"username":"me","password":"canary-password\u003E?\u003E","serveraddress":"ghcr.io"}""", auth);
        Assert.DoesNotContain("canary", sent.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("bWU6", sent.ToString(), StringComparison.Ordinal);
        Assert.Contains("credentials of 'me'", sent.Message, StringComparison.Ordinal);
        Assert.Contains("credential helper 'gcloud'", helper.Message, StringComparison.Ordinal);
        Assert.Contains("'docker login'", none.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(100000)]
    public async Task Events_are_read_however_their_lines_are_cut_and_end_with_the_stream(int size)
    {
        const string Text = """
            {"status":"start","id":"c1","Type":"container","Action":"start","Actor":{"ID":"c1","Attributes":{"name":"ä","image":"i"}},"scope":"local","time":1767323045,"timeNano":1767323045123456789}
            {"Type":"container","Action":"die","Actor":{"ID":"c1","Attributes":{"exitCode":"3"}},"time":1767323046}

            """;
        var handler = new ScriptedHandler((_, _) => Task.FromResult(ScriptedHandler.Stream(Chunked(Text, size))));
        using var client = Client(handler);
        List<EngineEvent> seen = [];

        await Assert.ThrowsAsync<ProviderUnavailableException>(async () =>
        {
            await foreach (var happened in client.WatchEventsAsync(["a=b", "c"], LogBytes.Time, None))
            {
                seen.Add(happened);
            }
        });

        Assert.Equal([("start", LogBytes.Time), ("die", new DateTimeOffset(2026, 1, 2, 3, 4, 6, TimeSpan.Zero))], seen.Select(e => (e.Action, e.Time)));
        Assert.Equal("ä", seen[0].Attributes["name"]);
        Assert.Equal("/v1.41/events?since=1767323045.123456700&filters={\"type\":[\"container\"],\"label\":[\"a=b\",\"c\"]}", Uri.UnescapeDataString(handler.Requests[1].PathAndQuery));
    }

    [Fact]
    public async Task A_remote_engine_with_another_clock_is_asked_in_its_own_time()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
        var handler = new ScriptedHandler((_, _) => Task.FromResult(ScriptedHandler.Stream(Chunked("""{"Action":"die","Actor":{"ID":"c"},"time":1767322985}""", 9)))) { Date = time.GetUtcNow().AddSeconds(-60) };
        using var client = new DockerEngineClient(Remote, handler, timeProvider: time);

        var enumerator = client.WatchEventsAsync([], time.GetUtcNow(), None).GetAsyncEnumerator();
        Assert.True(await enumerator.MoveNextAsync());

        Assert.StartsWith("/v1.41/events?since=1767322985.000000000&", handler.Requests[1].PathAndQuery, StringComparison.Ordinal);
        Assert.Equal(time.GetUtcNow(), enumerator.Current.Time);
    }

    [Theory]
    [InlineData("half a json")]
    [InlineData("{\"Action\":")]
    [InlineData("<html>no</html>")]
    public async Task A_stream_of_events_that_is_garbled_ends_as_unavailable(string text)
    {
        using var client = Client(new ScriptedHandler((_, _) => Task.FromResult(ScriptedHandler.Stream(Chunked(text, 3)))));

        await Assert.ThrowsAsync<ProviderUnavailableException>(async () => await client.WatchEventsAsync([], LogBytes.Time, None).ToListAsync());
    }

    [Fact]
    public async Task A_silent_stream_ends_with_the_token()
    {
        var pipe = new Pipe();
        using var client = Client(new ScriptedHandler((_, _) => Task.FromResult(ScriptedHandler.Stream(pipe.Reader.AsStream()))));
        using var stop = new CancellationTokenSource(50);

        var exception = await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await client.WatchEventsAsync([], LogBytes.Time, stop.Token).ToListAsync());

        Assert.Equal(stop.Token, exception.CancellationToken);
    }

    [Fact]
    public async Task A_call_that_is_not_answered_times_out_and_is_no_cancellation()
    {
        var time = new FakeTimeProvider();
        var waiting = new TaskCompletionSource();
        using var client = new DockerEngineClient(Local, new ScriptedHandler(async (_, token) =>
        {
            waiting.TrySetResult();
            await Task.Delay(Timeout.Infinite, token);
            throw new InvalidOperationException();
        }), timeProvider: time);

        var call = client.InspectContainerAsync("c", None);
        await waiting.Task;
        time.Advance(TimeSpan.FromSeconds(61));

        var exception = await Assert.ThrowsAsync<ProviderUnavailableException>(() => call);
        Assert.Contains("within 60 s", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(SocketError.AddressNotAvailable, "does not exist", true)]
    [InlineData(SocketError.ConnectionRefused, "nothing listens", true)]
    [InlineData(SocketError.AccessDenied, "group docker", false)]
    [InlineData(SocketError.ConnectionReset, "may have done the call or not", true)]
    public async Task A_socket_that_fails_is_explained(SocketError error, string words, bool transient)
    {
        using var client = new DockerEngineClient(Local, new Flaky(new ScriptedHandler((_, _) => throw new InvalidOperationException()), () => true, new HttpRequestException("x", new SocketException((int)error))));

        var exception = await Assert.ThrowsAsync<ProviderUnavailableException>(() => client.GetInfoAsync(None));

        Assert.Contains(words, exception.Message, StringComparison.Ordinal);
        Assert.Contains("unix:///x.sock", exception.Message, StringComparison.Ordinal);
        Assert.Equal(transient, exception.IsTransient);
    }

    [Fact]
    public async Task A_client_certificate_that_the_engine_refuses_after_the_handshake_is_a_failure_of_TLS()
    {
        var endpoint = new EngineEndpoint { Uri = new Uri("tcp://engine:2376"), Source = "a test", BaseUri = new Uri("https://engine:2376/") };
        var alert = new HttpRequestException(HttpRequestError.ResponseEnded, "x", new IOException("Decrypt failed", new InvalidOperationException("error:0A00045C:SSL routines::tlsv13 alert certificate required")));
        using var client = new DockerEngineClient(endpoint, new Flaky(new ScriptedHandler((_, _) => throw new InvalidOperationException()), () => true, alert));

        var exception = await Assert.ThrowsAsync<ProviderUnavailableException>(() => client.GetInfoAsync(None));

        Assert.Contains("TLS connection", exception.Message, StringComparison.Ordinal);
        Assert.False(exception.IsTransient);
    }

    [Theory]
    [InlineData(403, "<html><body><h1>403 Forbidden</h1>\nRequest forbidden by administrative rules.\n</body></html>", typeof(EngineException), "a proxy in front of it does not allow this call")]
    [InlineData(503, "<html><body><h1>503 Service Unavailable</h1></body></html>", typeof(ProviderUnavailableException), "503 Service Unavailable")]
    [InlineData(400, "Client sent an HTTP request to an HTTPS server.\n", typeof(ProviderUnavailableException), "DOCKER_TLS_VERIFY")]
    [InlineData(404, "404 page not found\n", typeof(EngineException), "404 page not found")]
    [InlineData(500, "", typeof(EngineException), "no explanation")]
    [InlineData(200, "<html>welcome to the router</html>", typeof(ProviderUnavailableException), "does not speak like a Docker Engine")]
    [InlineData(301, "moved", typeof(ProviderUnavailableException), "does not speak like a Docker Engine")]
    public async Task What_is_no_answer_of_an_engine_is_said_to_be_none(int status, string body, Type type, string words)
    {
        using var client = Client(new ScriptedHandler((_, _) => Task.FromResult(new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent(body, Encoding.UTF8, "text/html") })));

        var exception = await Assert.ThrowsAnyAsync<Exception>(() => client.InspectContainerAsync("c", None));

        Assert.IsType(type, exception);
        Assert.Contains(words, exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('<', exception.Message);
    }

    [Fact]
    public async Task The_engines_words_are_capped()
    {
        using var client = Client(new ScriptedHandler((_, _) => Task.FromResult(ScriptedHandler.Json(HttpStatusCode.InternalServerError, $$"""{"message":"{{new string('x', 100_000)}}\u001b[31m"}"""))));

        var exception = await Assert.ThrowsAsync<EngineException>(() => client.StartContainerAsync("c", None));

        Assert.InRange(exception.ToString().Length, 1000, 4000);
    }

    [Fact]
    public async Task A_token_cancelled_during_the_answer_gives_the_answer_or_the_cancellation_and_nothing_else()
    {
        using var stop = new CancellationTokenSource();
        using var client = Client(new ScriptedHandler((_, _) =>
        {
            stop.Cancel();
            return Task.FromResult(ScriptedHandler.Json(HttpStatusCode.Conflict, """{"message":"no"}"""));
        }));

        var exception = await Assert.ThrowsAnyAsync<Exception>(() => client.RemoveContainerAsync("c", true, true, stop.Token));

        Assert.True(exception is EngineException or OperationCanceledException, exception.ToString());
    }

    [Theory]
    [InlineData("a/../b")]
    [InlineData("a?force=1")]
    [InlineData("")]
    [InlineData("-a")]
    public async Task A_name_that_would_address_something_else_is_never_sent(string name)
    {
        var handler = new ScriptedHandler((_, _) => throw new InvalidOperationException());
        using var client = Client(handler);

        await Assert.ThrowsAnyAsync<ArgumentException>(() => client.RemoveContainerAsync(name, true, true, None));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => client.RemoveVolumeAsync(name, None));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => client.RemoveNetworkAsync(name, None));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => client.InspectContainerAsync(name, None));
        Assert.Empty(handler.Requests);
    }

    private static Stream Chunked(string text, int size)
    {
        var pipe = new Pipe();
        _ = Task.Run(async () =>
        {
            foreach (var piece in Encoding.UTF8.GetBytes(text).Chunk(size))
            {
                await pipe.Writer.WriteAsync(piece);
            }

            await pipe.Writer.CompleteAsync();
        });
        return pipe.Reader.AsStream();
    }

    private DockerEngineClient Client(HttpMessageHandler handler) =>
        new(Local, handler, environment: new EngineEnvironment { GetVariable = _variables.GetValueOrDefault, HomeDirectory = _home.FullName });

    private void WriteConfig(string json)
    {
        Directory.CreateDirectory(Path.Combine(_home.FullName, ".docker"));
        File.WriteAllText(Path.Combine(_home.FullName, ".docker", "config.json"), json);
    }

    private sealed class Flaky(HttpMessageHandler inner, Func<bool> fails, Exception? exception = null) : DelegatingHandler(inner)
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            fails() ? throw exception ?? new HttpRequestException("lost") : base.SendAsync(request, cancellationToken);
    }

    private sealed class Inline(Action<EnginePullProgress> report) : IProgress<EnginePullProgress>
    {
        public void Report(EnginePullProgress value) => report(value);
    }

    [Fact]
    public async Task A_question_whose_connection_broke_is_asked_once_more_and_a_change_is_not()
    {
        int left = 1;
        var handler = new ScriptedHandler((_, _) => left-- > 0
            ? throw new HttpRequestException("reset", new IOException("reset", new System.Net.Sockets.SocketException((int)System.Net.Sockets.SocketError.ConnectionReset)))
            : Task.FromResult(ScriptedHandler.Json(HttpStatusCode.OK, "[]")));
        using var client = Client(handler);
        Assert.Empty(await client.ListContainersAsync([], CancellationToken.None));
        Assert.Equal(2, handler.Requests.Count(request => request.PathAndQuery.Contains("containers", StringComparison.Ordinal)));
        left = 2;
        await Assert.ThrowsAsync<ProviderUnavailableException>(() => client.ListContainersAsync([], CancellationToken.None));
        left = 1;
        await Assert.ThrowsAsync<ProviderUnavailableException>(() => client.StopContainerAsync("a", timeout: null, CancellationToken.None));
        Assert.Single(handler.Requests, request => request.Method == "POST");
    }
}
