namespace Provisioning.Coolify.Tests;

public sealed class CoolifyClientAnswerTests
{
    [Fact]
    public async Task A_service_is_read_with_its_containers_and_where_it_is()
    {
        using var host = new CoolifyHost(new StubHandler().Then("""
            {"uuid":"x1","name":"acme","description":"tenant","status":"running:healthy","server_status":true,"config_hash":"abc","environment_id":3,"server_id":0,
             "connect_to_docker_network":false,"created_at":"2026-11-23T13:44:13.000000Z","updated_at":"2026-11-23T13:49:02.000000Z","deleted_at":null,
             "docker_compose_raw":"services: {}","unknown":{"deep":[1,2]},
             "applications":[{"uuid":"c1","name":"web","image":"nginx","fqdn":"https://a.example.com","status":"running:healthy","exclude_from_status":false,"last_online_at":"2026-11-23 13:49:02"}],
             "databases":[{"uuid":"c2","name":"db","image":"postgres","status":"exited","exclude_from_status":true,"last_online_at":null}],
             "server":{"id":0,"uuid":"s1","name":"localhost","settings":{"is_reachable":true,"is_usable":true,"server_id":0}},
             "environment":{"id":3,"uuid":"e1","name":"production","project_id":9,"project":{"id":9,"uuid":"p1","name":"tenants"}},
             "destination":{"uuid":"d1","name":"coolify","network":"coolify"}}
            """));

        CoolifyService service = await host.Client.GetServiceAsync("x1");

        Assert.Equal("x1", service.Uuid);
        Assert.Equal("acme", service.Name);
        Assert.Equal("tenant", service.Description);
        Assert.Equal("running:healthy", service.Status);
        Assert.True(service.ServerStatus);
        Assert.Equal("abc", service.ConfigHash);
        Assert.Equal(3, service.EnvironmentId);
        Assert.Equal(0, service.ServerId);
        Assert.Equal(new DateTimeOffset(2026, 11, 23, 13, 44, 13, TimeSpan.Zero), service.CreatedAt);
        Assert.Null(service.DeletedAt);
        CoolifyContainer web = Assert.Single(service.Applications!);
        Assert.Equal(("c1", "web", "nginx", "https://a.example.com", "running:healthy", false), (web.Uuid, web.Name, web.Image, web.Fqdn, web.Status, web.ExcludeFromStatus));
        Assert.Equal(new DateTimeOffset(2026, 11, 23, 13, 49, 2, TimeSpan.Zero), web.LastOnlineAt);
        CoolifyContainer db = Assert.Single(service.Databases!);
        Assert.True(db.ExcludeFromStatus);
        Assert.Null(db.LastOnlineAt);
        Assert.Equal("s1", service.Server!.Uuid);
        Assert.True(service.Server.Settings!.IsUsable);
        Assert.Equal("p1", service.Environment!.Project!.Uuid);
        Assert.Equal("d1", service.Destination!.Uuid);
    }

    [Fact]
    public async Task What_an_answer_leaves_out_is_empty()
    {
        using var host = new CoolifyHost(new StubHandler().Then("""[{},{"uuid":null,"name":null,"applications":null,"status":null}]"""));

        IReadOnlyList<CoolifyService> services = await host.Client.ListServicesAsync();

        Assert.Equal(2, services.Count);
        Assert.All(services, service =>
        {
            Assert.Empty(service.Uuid);
            Assert.Empty(service.Name);
            Assert.Null(service.Applications);
            Assert.Null(service.ServerStatus);
            Assert.Null(service.Status);
            Assert.Null(service.CreatedAt);
        });
    }

    [Theory]
    [InlineData("true", true)]
    [InlineData("false", false)]
    [InlineData("1", true)]
    [InlineData("0", false)]
    [InlineData("\"1\"", true)]
    [InlineData("\"0\"", false)]
    [InlineData("\"true\"", true)]
    [InlineData("\"false\"", false)]
    [InlineData("null", null)]
    [InlineData("\"odd\"", null)]
    [InlineData("{}", null)]
    [InlineData("[1]", null)]
    [InlineData("1.5", null)]
    public async Task Truth_values_come_in_many_forms(string text, bool? expected)
    {
        using var host = new CoolifyHost(new StubHandler().Then($$$"""{"uuid":"s1","is_reachable":{{{text}}},"is_coolify_host":{{{text}}},"settings":{"delete_unused_volumes":{{{text}}},"is_usable":{{{text}}}}}"""));

        CoolifyServer server = await host.Client.GetServerAsync("s1");

        Assert.Equal(expected, server.IsReachable);
        Assert.Equal(expected ?? false, server.IsCoolifyHost);
        Assert.Equal(expected, server.Settings!.IsUsable);
        Assert.Equal(expected ?? false, server.Settings.DeleteUnusedVolumes);
    }

    [Theory]
    [InlineData("7", 7L)]
    [InlineData("\"7\"", 7L)]
    [InlineData("\"seven\"", null)]
    [InlineData("null", null)]
    [InlineData("[]", null)]
    [InlineData("7.5", null)]
    public async Task Numbers_come_as_texts_too(string text, long? expected)
    {
        using var host = new CoolifyHost(new StubHandler().Then($$$"""{"id":{{{text}}},"uuid":"x1","environment_id":{{{text}}}}"""));

        CoolifyService service = await host.Client.GetServiceAsync("x1");

        Assert.Equal(expected, service.Id);
        Assert.Equal(expected, service.EnvironmentId);
    }

    [Theory]
    [InlineData("\"text\"", "text")]
    [InlineData("12.50", "12.50")]
    [InlineData("true", "true")]
    [InlineData("false", "false")]
    [InlineData("null", null)]
    [InlineData("{\"a\":1}", null)]
    [InlineData("[]", null)]
    public async Task Texts_come_as_other_things_too(string text, string? expected)
    {
        using var host = new CoolifyHost(new StubHandler().Then($$$"""{"uuid":"x1","name":{{{text}}},"description":{{{text}}}}"""));

        CoolifyService service = await host.Client.GetServiceAsync("x1");

        Assert.Equal(expected, service.Description);
        Assert.Equal(expected ?? string.Empty, service.Name);
    }

    [Theory]
    [InlineData("\"2026-11-23T13:49:02.000000Z\"")]
    [InlineData("\"2026-11-23T13:49:02Z\"")]
    [InlineData("\"2026-11-23 13:49:02\"")]
    [InlineData("\"2026-11-23T13:49:02\"")]
    [InlineData("\"2026-11-23T15:49:02+02:00\"")]
    public async Task Times_are_UTC_in_all_their_forms(string text)
    {
        using var host = new CoolifyHost(new StubHandler().Then($$$"""{"uuid":"x1","created_at":{{{text}}}}"""));

        DateTimeOffset? time = (await host.Client.GetServiceAsync("x1")).CreatedAt;

        Assert.Equal(new DateTimeOffset(2026, 11, 23, 13, 49, 2, TimeSpan.Zero), time);
        Assert.Equal(TimeSpan.Zero, time!.Value.Offset);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("\"yesterday\"")]
    [InlineData("12")]
    [InlineData("{}")]
    public async Task A_time_that_cannot_be_read_is_none(string text)
    {
        using var host = new CoolifyHost(new StubHandler().Then($$$"""{"uuid":"x1","created_at":{{{text}}}}"""));

        Assert.Null((await host.Client.GetServiceAsync("x1")).CreatedAt);
    }

    [Fact]
    public async Task A_list_whose_items_were_filtered_comes_as_an_object()
    {
        using var host = new CoolifyHost(new StubHandler().Then("""{"0":{"uuid":"s1","name":"a"},"2":{"uuid":"s3","name":"c"}}""").Then("""{"uuid":"x1","applications":{"1":{"uuid":"c1"}}}"""));

        Assert.Equal(["s1", "s3"], (await host.Client.ListServersAsync()).Select(server => server.Uuid));
        Assert.Equal("c1", Assert.Single((await host.Client.GetServiceAsync("x1")).Applications!).Uuid);
    }

    [Fact]
    public async Task An_environment_is_read_with_its_services()
    {
        using var host = new CoolifyHost(new StubHandler().Then("""{"id":3,"uuid":"e1","name":"production","applications":[],"services":[{"uuid":"x1","name":"acme","status":"exited"},{"uuid":"x2","name":"beta","status":"starting:unhealthy"}]}"""));

        CoolifyEnvironment environment = await host.Client.GetEnvironmentAsync("p1", "production");

        Assert.Equal(["exited", "starting:unhealthy"], environment.Services!.Select(service => service.Status));
    }

    [Fact]
    public async Task Variables_have_values_only_for_those_who_may_see_them_and_never_show_them()
    {
        using var host = new CoolifyHost(new StubHandler().Then("""[{"uuid":"v1","key":"A","value":"sécret","is_literal":1},{"uuid":"v2","key":"B"},{"uuid":"v3","key":"C","value":null},{"uuid":"v4","key":"D","value":12}]"""));

        IReadOnlyList<CoolifyEnvironmentVariable> variables = await host.Client.ListVariablesAsync("x1");

        Assert.Equal(["sécret", null, null, "12"], variables.Select(variable => variable.Value?.Reveal()));
        Assert.True(variables[0].IsLiteral);
        Assert.Equal("***", variables[0].Value!.ToString());
    }

    [Fact]
    public async Task The_other_answers_are_read()
    {
        using var host = new CoolifyHost(new StubHandler()
            .Then("""{"id":0,"name":"Root Team","description":"all"}""")
            .Then("""[{"uuid":"x1","name":"acme","type":"service","status":"exited","created_at":"2026-11-23T13:44:13.000000Z"}]""")
            .Then("""[{"ip":"10.0.0.5","domains":["a.example.com","b.example.com"]}]""")
            .ThenText("4.3.11")
            .Then("""[{"uuid":"d1","name":"coolify","network":"coolify","type":"standalone","server_uuid":"s1"}]""")
            .Then("""[{"id":1,"uuid":"p1","name":"tenants","description":""}]""")
            .Then("""{"uuid":"p1","name":"tenants","environments":[{"id":1,"uuid":"e1","name":"production"}]}""")
            .Then("""{"persistent_storages":[{"uuid":"v1","name":"x1_data","mount_path":"/data","resource_uuid":"c1"}],"file_storages":[]}""")
            .Then("""{"logs":"one\ntwo\n"}"""));
        ICoolifyClient client = host.Client;

        Assert.Equal("Root Team", (await client.GetTeamAsync()).Name);
        CoolifyServerResource resource = Assert.Single(await client.ListServerResourcesAsync("s1"));
        Assert.Equal(("x1", "acme", "service", "exited"), (resource.Uuid, resource.Name, resource.Type, resource.Status));
        CoolifyServerDomains domains = Assert.Single(await client.ListServerDomainsAsync("s1"));
        Assert.Equal("10.0.0.5", domains.Ip);
        Assert.Equal(["a.example.com", "b.example.com"], domains.Domains);
        CoolifyDestination destination = Assert.Single(await client.ListDestinationsAsync("s1"));
        Assert.Equal(("d1", "coolify", "standalone", "s1"), (destination.Uuid, destination.Network, destination.Type, destination.ServerUuid));
        Assert.Equal("p1", Assert.Single(await client.ListProjectsAsync()).Uuid);
        Assert.Equal("e1", Assert.Single((await client.GetProjectAsync("p1")).Environments!).Uuid);
        CoolifyVolume volume = Assert.Single((await client.ListStoragesAsync("x1")).PersistentStorages);
        Assert.Equal(("x1_data", "/data", "c1"), (volume.Name, volume.MountPath, volume.ResourceUuid));
        Assert.Equal("one\ntwo\n", await client.GetContainerLogsAsync("x1", CoolifyContainerKind.Application, "c1"));
    }
}
