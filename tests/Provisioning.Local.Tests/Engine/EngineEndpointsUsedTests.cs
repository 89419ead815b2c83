using System.Net;
using System.Text.RegularExpressions;
using Docker.DotNet.Models;
using Provisioning.Local.Engine;

namespace Provisioning.Local.Tests.Engine;

/// <summary>What a proxy in front of the Docker socket has to allow: the list in the documentation is the list of what is called.</summary>
public sealed partial class EngineEndpointsUsedTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task The_published_list_of_engine_endpoints_is_what_the_client_calls()
    {
        var handler = new ScriptedHandler((request, _) => Task.FromResult(Answer(request)));
        using var client = new DockerEngineClient(
            new EngineEndpoint { Uri = new Uri("unix:///x.sock"), Source = "a test", BaseUri = new Uri("http://docker/"), SocketPath = "/x.sock" },
            handler,
            environment: new EngineEnvironment { GetVariable = _ => null, HomeDirectory = "/nonexistent" });
        using var tar = new TarArchiveBuilder().AddFile("a", default).Build();

        await client.GetInfoAsync(None);
        await client.ListContainersAsync([], None);
        await client.ListNetworksAsync([], None);
        await client.ListVolumesAsync([], None);
        await client.ListContainersByNameAsync(["name"], None);
        await client.ListNetworksByNameAsync(["name"], None);
        await client.ListVolumesByNameAsync(["name"], None);
        await client.InspectContainerAsync("id", None);
        await client.InspectImageAsync("reference", None);
        await client.InspectVolumeAsync("name", None);
        await client.ReadLogsAsync("id", new EngineLogOptions(), None).ToListAsync();
        await Assert.ThrowsAsync<ProviderUnavailableException>(async () => await client.WatchEventsAsync([], DateTimeOffset.UnixEpoch, None).ToListAsync());
        await client.CreateContainerAsync("name", new CreateContainerParameters { Image = "reference" }, null, None);
        await client.StartContainerAsync("id", None);
        await client.StopContainerAsync("id", null, None);
        await client.RestartContainerAsync("id", null, None);
        await client.RemoveContainerAsync("id", force: true, removeAnonymousVolumes: true, None);
        await client.RenameContainerAsync("id", "name", None);
        await client.UploadArchiveAsync("id", "/", tar, None);
        await client.ExecAsync("id", new ContainerExecCreateParameters { Cmd = ["true"] }, None);
        await client.CreateNetworkAsync(new NetworksCreateParameters { Name = "name" }, None);
        await client.ConnectNetworkAsync("id", new NetworkConnectParameters { Container = "id" }, None);
        await client.RemoveNetworkAsync("id", None);
        await client.CreateVolumeAsync(new VolumesCreateParameters { Name = "name" }, None);
        await client.RemoveVolumeAsync("name", None);
        await client.PullImageAsync("reference", null, null, None);

        // a method that is added to the interface must be called above
        Assert.Equal(26, typeof(IEngineClient).GetMethods().Length + typeof(IReadOnlyEngineClient).GetMethods().Length - 1);
        var called = handler.Requests.Select(r => $"{r.Method} {Route(r.PathAndQuery)}").Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        var published = await PublishedAsync();
        Assert.Equal(published, called);
        Assert.DoesNotContain(called, c => c.Contains("/build", StringComparison.Ordinal) || c.Contains("/swarm", StringComparison.Ordinal) || c.Contains("/secrets", StringComparison.Ordinal) || c.Contains("/plugins", StringComparison.Ordinal) || c.Contains("/auth", StringComparison.Ordinal) || c.Contains("/prune", StringComparison.Ordinal));
    }

    private static string Route(string pathAndQuery)
    {
        var path = pathAndQuery.Split('?')[0];
        path = path.StartsWith("/v1.41/", StringComparison.Ordinal) ? path["/v1.41".Length..] : path;
        return Variable().Replace(path, match => "/{" + match.Groups["kind"].Value + "}");
    }

    private static async Task<List<string>> PublishedAsync()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "Provisioning.sln")))
        {
            directory = directory.Parent;
        }

        var lines = await File.ReadAllLinesAsync(Path.Combine(directory!.FullName, "docs", "docker-endpoints-used.md"));
        return [.. lines.Select(l => Row().Match(l)).Where(m => m.Success).Select(m => m.Groups["call"].Value).Order(StringComparer.Ordinal)];
    }

    private static HttpResponseMessage Answer(HttpRequestMessage request)
    {
        var path = request.RequestUri!.AbsolutePath;
        return path.EndsWith("/json", StringComparison.Ordinal) && path.Contains("/exec/", StringComparison.Ordinal) ? ScriptedHandler.Json(HttpStatusCode.OK, """{"ID":"id","Running":false,"ExitCode":0}""")
            : path.EndsWith("/containers/json", StringComparison.Ordinal) || path.EndsWith("/networks", StringComparison.Ordinal) ? ScriptedHandler.Json(HttpStatusCode.OK, "[]")
            : path.EndsWith("/logs", StringComparison.Ordinal) || path.EndsWith("/events", StringComparison.Ordinal) || path.EndsWith("/start", StringComparison.Ordinal) || path.EndsWith("/images/create", StringComparison.Ordinal) ? ScriptedHandler.Json(HttpStatusCode.OK, "")
            : ScriptedHandler.Json(HttpStatusCode.OK, """{"Id":"id","Name":"name","Volumes":[]}""");
    }

    [GeneratedRegex("(?<=/(?:containers|networks|volumes|images|exec))/(?<kind>id|name|reference)(?=/|$)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Variable();

    [GeneratedRegex(@"^\| `(?<call>[A-Z]+ /[^`]*)` \|", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Row();
}
