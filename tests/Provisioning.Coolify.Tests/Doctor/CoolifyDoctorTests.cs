using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Provisioning.Testing.Coolify;

namespace Provisioning.Coolify.Tests;

/// <summary>What the doctor says, against the fake Coolify where it can be, and a stub where only an answer matters.</summary>
public sealed class CoolifyDoctorTests
{
    [Theory]
    [InlineData(FakeCoolifyVersion.V42)]
    [InlineData(FakeCoolifyVersion.V43)]
    public async Task A_fresh_Coolify_with_one_server_is_well_and_nothing_is_changed(FakeCoolifyVersion version)
    {
        using FakeCoolify coolify = FakeCoolify.Start(new FakeCoolifyOptions { Version = version });

        IReadOnlyList<CoolifyCheck> checks = await ExamineAsync(coolify);

        Assert.Equal(["address", "version", "abilities", "server localhost", "destination of localhost", "project"], checks.Select(check => check.Name));
        Assert.All(checks, check => Assert.True(check.Result == CoolifyCheckResult.Ok && check.Remedy is null, $"{check.Name}: {check.Message} {check.Remedy}"));
        Assert.Equal(coolify.VersionText, checks[1].Message);
        Assert.Contains("will be made", checks[^1].Message, StringComparison.Ordinal);
        Assert.Empty(coolify.Services);
        Assert.All(coolify.Requests.Where(request => request.Method != "GET"), request => Assert.Equal(404, request.StatusCode));
        Assert.InRange(coolify.RequestCount, 1, 10);
    }

    [Theory]
    [InlineData(FakeCoolifyVersion.V40)]
    [InlineData(FakeCoolifyVersion.V41)]
    public async Task An_old_Coolify_can_be_used_and_the_doctor_says_what_is_missing(FakeCoolifyVersion version)
    {
        using FakeCoolify coolify = FakeCoolify.Start(new FakeCoolifyOptions { Version = version });

        IReadOnlyList<CoolifyCheck> checks = await ExamineAsync(coolify);

        Assert.DoesNotContain(checks, check => check.Result == CoolifyCheckResult.Failed);
        CoolifyCheck warning = Assert.Single(checks, check => check.Result == CoolifyCheckResult.Warning);
        Assert.Equal("version", warning.Name);
        Assert.Contains("4.2.0", warning.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("read,write", "the token lacks deploy")]
    [InlineData("read,deploy", "the token lacks write")]
    [InlineData("read", "the token lacks write and deploy")]
    public async Task Missing_abilities_are_named(string abilities, string says)
    {
        using FakeCoolify coolify = FakeCoolify.Start();

        IReadOnlyList<CoolifyCheck> checks = await ExamineAsync(coolify, options => options.ApiToken = new Secret(coolify.CreateToken(abilities.Split(','))));

        CoolifyCheck check = Assert.Single(checks, check => check.Result == CoolifyCheckResult.Failed);
        Assert.Equal(("abilities", says), (check.Name, check.Message));
        Assert.Contains("read, write and deploy", check.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_that_may_not_read_ends_the_looking()
    {
        using FakeCoolify coolify = FakeCoolify.Start();

        IReadOnlyList<CoolifyCheck> checks = await ExamineAsync(coolify, options => options.ApiToken = new Secret(coolify.CreateToken("write", "deploy")));

        Assert.Equal(["address", "token"], checks.Select(check => check.Name));
        Assert.Equal(CoolifyCheckResult.Failed, checks[1].Result);
    }

    [Fact]
    public async Task A_wrong_token_is_said_without_showing_it()
    {
        using FakeCoolify coolify = FakeCoolify.Start();

        IReadOnlyList<CoolifyCheck> checks = await ExamineAsync(coolify, options => options.ApiToken = new Secret("99|canarycanarycanary"));

        Assert.Equal(["address", "token"], checks.Select(check => check.Name));
        Assert.Equal("the token is not accepted", checks[1].Message);
        Assert.DoesNotContain("canary", $"{checks[1].Message} {checks[1].Remedy}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_API_that_is_switched_off_is_said_with_where_to_switch_it_on()
    {
        using FakeCoolify coolify = FakeCoolify.Start();
        coolify.IsApiEnabled = false;

        IReadOnlyList<CoolifyCheck> checks = await ExamineAsync(coolify);

        Assert.Equal("the API is switched off", checks[^1].Message);
        Assert.Contains("API Access", checks[^1].Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_at_the_address_ends_the_looking()
    {
        // Port 1: nobody listens there, and no other test is given it.
        IReadOnlyList<CoolifyCheck> checks = await ExamineAsync(options => options.ApiUrl = new Uri("http://127.0.0.1:1"));

        CoolifyCheck check = Assert.Single(checks);
        Assert.Equal(("address", CoolifyCheckResult.Failed), (check.Name, check.Result));
        Assert.EndsWith("no connection", check.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_cannot_be_used_is_said_with_what_to_do()
    {
        var server = new FakeCoolifyServer("edge-1") { IsReachable = false };
        using FakeCoolify coolify = FakeCoolify.Start(new FakeCoolifyOptions { Servers = [server] });

        CoolifyCheck unreachable = Assert.Single(await ExamineAsync(coolify), check => check.Result == CoolifyCheckResult.Failed);
        server.IsReachable = true;
        server.IsUsable = false;
        CoolifyCheck unusable = Assert.Single(await ExamineAsync(coolify), check => check.Result == CoolifyCheckResult.Failed);
        server.IsUsable = true;
        Assert.DoesNotContain(await ExamineAsync(coolify), check => check.Result == CoolifyCheckResult.Failed);

        Assert.Equal(("server edge-1", "is not reachable for Coolify"), (unreachable.Name, unreachable.Message));
        Assert.Equal(("server edge-1", "is reachable and not usable"), (unusable.Name, unusable.Message));
    }

    [Theory]
    [InlineData(false, "archiving is refused")]
    [InlineData(true, "Allowed by")]
    public async Task A_clean_up_that_eats_volumes_is_a_warning(bool allowed, string says)
    {
        using FakeCoolify coolify = FakeCoolify.Start(new FakeCoolifyOptions { Servers = [new FakeCoolifyServer("edge-1") { DeleteUnusedVolumes = true }] });

        IReadOnlyList<CoolifyCheck> checks = await ExamineAsync(coolify, options => options.AllowDeleteUnusedVolumes = allowed);

        CoolifyCheck check = Assert.Single(checks, check => check.Result != CoolifyCheckResult.Ok);
        Assert.Equal(CoolifyCheckResult.Warning, check.Result);
        Assert.Contains(says, check.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Several_servers_need_a_choice()
    {
        using FakeCoolify coolify = FakeCoolify.Start(new FakeCoolifyOptions { Servers = [new FakeCoolifyServer("edge-1"), new FakeCoolifyServer("edge-2") { IsReachable = false }] });

        CoolifyCheck none = Assert.Single(await ExamineAsync(coolify), check => check.Result == CoolifyCheckResult.Failed);
        CoolifyCheck wrong = Assert.Single(await ExamineAsync(coolify, options => options.Server = "edge-3"), check => check.Result == CoolifyCheckResult.Failed);
        IReadOnlyList<CoolifyCheck> chosen = await ExamineAsync(coolify, options => options.Server = "edge-1");
        IReadOnlyList<CoolifyCheck> fewest = await ExamineAsync(coolify, options => options.Placement = CoolifyPlacement.FewestProjects);
        IReadOnlyList<CoolifyCheck> byName = await ExamineAsync(coolify, options => options.Placement = CoolifyPlacement.ByName);
        CoolifyCheck typo = Assert.Single(
            await ExamineAsync(coolify, options =>
            {
                options.Placement = CoolifyPlacement.FewestProjects;
                options.Servers.Add("edge-1");
                options.Servers.Add("edge-9");
            }),
            check => check.Result != CoolifyCheckResult.Ok);

        Assert.Equal("servers", none.Name);
        Assert.Contains("'edge-2'", none.Remedy, StringComparison.Ordinal);
        Assert.Equal(("server edge-3", "is not there"), (wrong.Name, wrong.Message));
        Assert.DoesNotContain(chosen, check => check.Result != CoolifyCheckResult.Ok);
        Assert.Equal(["server edge-1:Ok", "server edge-2:Warning"], fewest.Where(check => check.Name.StartsWith("server ", StringComparison.Ordinal)).Select(check => $"{check.Name}:{check.Result}"));
        Assert.Contains(byName, check => check is { Name: "server edge-2", Result: CoolifyCheckResult.Failed });
        Assert.Equal("server edge-9", typo.Name);
    }

    [Fact]
    public async Task A_destination_that_is_not_there_is_said()
    {
        using FakeCoolify coolify = FakeCoolify.Start();

        CoolifyCheck check = Assert.Single(await ExamineAsync(coolify, options => options.Destination = "nowhere"), check => check.Result == CoolifyCheckResult.Failed);

        Assert.Equal("destination of localhost", check.Name);
        Assert.Contains("Destination", check.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_version_that_is_too_old_ends_the_looking()
    {
        using var host = new CoolifyHost(new StubHandler().ThenText("OK").ThenText("4.0.0-beta.474"));

        IReadOnlyList<CoolifyCheck> checks = await DoctorOf(host).ExamineAsync();

        Assert.Equal(("version", CoolifyCheckResult.Failed, "4.0.0-beta.474"), (checks[^1].Name, checks[^1].Result, checks[^1].Message));
        Assert.Contains("4.0.0", checks[^1].Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_Coolify_is_said()
    {
        using var host = new CoolifyHost(new StubHandler().Then(_ => StubHandler.Html(HttpStatusCode.OK, "<html><title>Welcome to nginx</title></html>")));

        CoolifyCheck check = Assert.Single(await DoctorOf(host).ExamineAsync());

        Assert.EndsWith("what answers is not Coolify", check.Message, StringComparison.Ordinal);
        Assert.Contains("Welcome to nginx", check.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_without_TLS_and_settings_that_will_hurt_are_warnings()
    {
        StubHandler stub = new StubHandler().Always(sent => sent.Uri.AbsolutePath["/api/v1/".Length..] switch
        {
            "health" => StubHandler.Text("OK"),
            "version" => StubHandler.Text("nightly"),
            "servers" => StubHandler.Json(HttpStatusCode.OK, """[{"uuid":"s1","name":"edge-1","ip":"10.0.0.7","is_reachable":1,"is_usable":1,"settings":{"is_swarm_manager":true,"compose_version":"v2.20.0","docker_version":"24.0.7"}}]"""),
            "servers/s1/destinations" => StubHandler.Json(HttpStatusCode.OK, """[{"uuid":"d1","name":"one","network":"n1"},{"uuid":"d2","name":"two","network":"n2"}]"""),
            "projects" => StubHandler.Json(HttpStatusCode.OK, """[{"id":1,"uuid":"p1","name":"provisioning"},{"id":2,"uuid":"p2","name":"provisioning"}]"""),
            _ => StubHandler.Json(HttpStatusCode.NotFound, """{"message":"Service not found."}"""),
        });
        using var host = new CoolifyHost(stub, url: "http://coolify.example.com:8000");

        IReadOnlyList<CoolifyCheck> checks = await DoctorOf(host).ExamineAsync();

        Assert.Equal(
            [
                ("address", CoolifyCheckResult.Warning), ("version", CoolifyCheckResult.Warning), ("abilities", CoolifyCheckResult.Ok), ("server edge-1", CoolifyCheckResult.Ok),
                ("server edge-1", CoolifyCheckResult.Warning), ("server edge-1", CoolifyCheckResult.Warning), ("destination of edge-1", CoolifyCheckResult.Failed), ("project", CoolifyCheckResult.Warning),
            ],
            checks.Select(check => (check.Name, check.Result)));
        Assert.Equal("usable: 10.0.0.7, Docker 24.0.7, Compose v2.20.0", checks[3].Message);
        Assert.Contains("p1, p2", checks[^1].Remedy, StringComparison.Ordinal);
        Assert.All(checks, check => Assert.Equal(check.Result == CoolifyCheckResult.Ok, check.Remedy is null));
    }

    private static ICoolifyDoctor DoctorOf(CoolifyHost host) => host.Services.GetRequiredKeyedService<ICoolifyDoctor>("coolify");

    private static Task<IReadOnlyList<CoolifyCheck>> ExamineAsync(FakeCoolify coolify, Action<CoolifyProviderOptions>? configure = null) => ExamineAsync(options =>
    {
        options.ApiUrl = coolify.BaseUrl;
        options.ApiToken = new Secret(coolify.Token);
        configure?.Invoke(options);
    });

    private static async Task<IReadOnlyList<CoolifyCheck>> ExamineAsync(Action<CoolifyProviderOptions> configure)
    {
        using var host = new CoolifyHost(configure: configure, fakeTime: false);
        return await DoctorOf(host).ExamineAsync();
    }
}
