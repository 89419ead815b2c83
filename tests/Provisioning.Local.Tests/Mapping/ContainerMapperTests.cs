using Docker.DotNet.Models;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Provisioning.Compose;
using Provisioning.Local.Mapping;
using Snapshooter.Xunit;

namespace Provisioning.Local.Tests.Mapping;

public sealed class ContainerMapperTests
{
    private const string Everything = """
        services:
          db: { image: "postgres:16" }
          web:
            image: nginx:1.27
            command: ["nginx", "-g", "daemon off;"]
            environment: { B: "2", A: "x=y", EMPTY: "" }
            ports: ["80", "127.0.0.2:8443:443", "9000-9001:9000-9001/udp"]
            volumes: ["data:/data", "/anon", "./conf:/etc/conf:ro"]
            tmpfs: ["/run:size=1m"]
            networks: { front: { aliases: [www] }, back: { priority: 10 } }
            depends_on: { db: { condition: service_healthy, restart: true } }
            healthcheck: { test: "curl -f localhost", interval: 5s, retries: 3 }
            labels: { team: a }
            stop_grace_period: 1m30s
            restart: on-failure:4
            extra_hosts: ["host.docker.internal=host-gateway"]
            logging: { driver: json-file, options: { max-size: 10m } }
            deploy: { resources: { limits: { cpus: "0.5", memory: 256M } } }
        volumes: { data: }
        networks: { front: , back: }
        """;

    [Fact]
    public void A_service_with_every_addition_is_sent_as_in_the_snapshot()
    {
        MappingOptions options = TestProjects.Options(fast: true, address: "127.0.0.1", ports: new Dictionary<PortDemand, int> { [new PortDemand("web", 80, "tcp")] = 20001 });
        EngineBody.Serialize(TestProjects.Map(Everything, options: options).Parameters).ToJsonString(Indented).MatchSnapshot();
    }

    [Fact]
    public void A_service_without_additions_is_sent_as_in_the_snapshot() =>
        EngineBody.Serialize(TestProjects.Map(Everything, options: MappingOptions.ComposeOnly).Parameters).ToJsonString(Indented).MatchSnapshot();

    [Fact]
    public void Additions_do_not_change_the_hash()
    {
        MappingOptions all = TestProjects.Options(fast: true, address: "127.0.0.1", ports: new Dictionary<PortDemand, int> { [new PortDemand("web", 80, "tcp")] = 20001 });
        Assert.Equal(TestProjects.Map(Everything, options: MappingOptions.ComposeOnly).ConfigHash, TestProjects.Map(Everything, options: all).ConfigHash);
    }

    [Fact]
    public void Command_and_entrypoint_that_are_empty_differ_from_those_that_are_not_given()
    {
        CreateContainerParameters given = TestProjects.Map("services: { web: { image: x, command: [], entrypoint: [] } }").Parameters;
        CreateContainerParameters absent = TestProjects.Map("services: { web: { image: x } }").Parameters;
        Assert.Empty(given.Cmd);
        Assert.Empty(given.Entrypoint);
        Assert.Null(absent.Cmd);
        Assert.Null(absent.Entrypoint);
    }

    [Fact]
    public void Replicas_have_their_number_in_name_and_label()
    {
        MappedContainer second = TestProjects.Map("services: { web: { image: x, scale: 2 } }", number: 2);
        Assert.Equal("acme-web-2", second.Name);
        Assert.Equal("2", second.Parameters.Labels[ComposeLabels.ContainerNumber]);
    }

    [Fact]
    public void An_older_engine_gets_one_network_with_the_container_and_the_others_afterwards()
    {
        MappedContainer old = TestProjects.Map(Everything, options: TestProjects.Options("1.43"));
        Assert.Equal(["acme_back"], old.Parameters.NetworkingConfig!.EndpointsConfig.Keys);
        Assert.Equal("acme_front", Assert.Single(old.LaterNetworks).NetworkName);
        Assert.Contains("www", old.LaterNetworks[0].Settings.Aliases);
        MappedContainer current = TestProjects.Map(Everything, options: TestProjects.Options("1.44"));
        Assert.Equal(2, current.Parameters.NetworkingConfig!.EndpointsConfig.Count);
        Assert.Empty(current.LaterNetworks);
        Assert.Equal(["acme_back", "acme_front"], old.Networks);
    }

    [Fact]
    public void Namespaces_of_other_services_become_container_ids_and_enter_the_hash()
    {
        const string Compose = "services: { db: { image: x }, web: { image: y, network_mode: 'service:db', volumes_from: ['db:ro'] } }";
        MappedContainer unknown = TestProjects.Map(Compose);
        MappedContainer one = TestProjects.Map(Compose, containerId: _ => "111");
        MappedContainer two = TestProjects.Map(Compose, containerId: _ => "222");
        Assert.Equal(["db"], unknown.Unresolved);
        Assert.Empty(one.Unresolved);
        Assert.Equal(["db"], one.References);
        Assert.Equal("container:111", one.Parameters.HostConfig!.NetworkMode);
        Assert.Equal(["111"], one.Parameters.HostConfig.VolumesFrom);
        Assert.Null(one.Parameters.NetworkingConfig);
        Assert.NotEqual(one.ConfigHash, two.ConfigHash);
    }

    [Fact]
    public void Links_name_every_container_of_the_other_service()
    {
        MappedContainer web = TestProjects.Map("services: { db: { image: x, scale: 2 }, web: { image: y, links: ['db:database'] } }");
        Assert.Contains("acme-db-1:database", web.Parameters.HostConfig!.Links);
        Assert.Contains("acme-db-2:database", web.Parameters.HostConfig.Links);
    }

    [Property(MaxTest = 200)]
    public Property Labels_of_a_template_never_override_those_of_Compose_or_ours() =>
        Prop.ForAll(
            ArbMap.Default.ArbFor<NonNull<string>>(),
            Gen.Elements(ComposeLabels.Project, ComposeLabels.Service, ComposeLabels.ConfigHash, ComposeLabels.OneOff, ComposeLabels.ContainerNumber, ComposeLabels.Image, ProvisioningLabels.Owner, ProvisioningLabels.Project, ProvisioningLabels.Generation, ProvisioningLabels.Files, ProvisioningLabels.Additions).ToArbitrary(),
            (value, name) =>
            {
                ComposeProject plain = TestProjects.Load("services: { web: { image: x } }");
                ComposeService source = plain.Services["web"];
                var service = new ComposeService { Name = "web", Image = source.Image, Networks = source.Networks, Labels = new Dictionary<string, string> { [name] = value.Get, ["mine"] = value.Get } };
                IDictionary<string, string> labels = ContainerMapper.Map(service, 1, TestProjects.Context(plain)).Parameters.Labels;
                IDictionary<string, string> without = ContainerMapper.Map(source, 1, TestProjects.Context(plain)).Parameters.Labels;
                return labels["mine"] == value.Get && (without.TryGetValue(name, out string? own) ? labels[name] == own : !labels.ContainsKey(name));
            });

    [Property(MaxTest = 200)]
    public bool Values_of_the_environment_arrive_as_given(NonNull<string> value, bool isSet)
    {
        ComposeProject project = TestProjects.Load("services: { web: { image: x } }");
        var service = new ComposeService { Name = "web", Image = "x", Environment = new Dictionary<string, string?> { ["KEY"] = isSet ? value.Get : null } };
        return ContainerMapper.Map(service, 1, TestProjects.Context(project)).Parameters.Env.Single() == (isSet ? "KEY=" + value.Get : "KEY");
    }

    [Theory]
    [InlineData("no", RestartPolicyKind.No, 0)]
    [InlineData("always", RestartPolicyKind.Always, 0)]
    [InlineData("unless-stopped", RestartPolicyKind.UnlessStopped, 0)]
    [InlineData("on-failure:7", RestartPolicyKind.OnFailure, 7)]
    public void Restart_policies_are_carried_over(string restart, RestartPolicyKind kind, int attempts)
    {
        RestartPolicy policy = TestProjects.Map($"services: {{ web: {{ image: x, restart: '{restart}' }} }}").Parameters.HostConfig!.RestartPolicy;
        Assert.Equal((kind, attempts), (policy.Name, policy.MaximumRetryCount));
    }

    [Fact]
    public void A_restart_policy_under_deploy_goes_before_restart()
    {
        RestartPolicy policy = TestProjects.Map("services: { web: { image: x, restart: always, deploy: { restart_policy: { condition: on-failure, max_attempts: 2 } } } }").Parameters.HostConfig!.RestartPolicy;
        Assert.Equal((RestartPolicyKind.OnFailure, 2), (policy.Name, policy.MaximumRetryCount));
    }

    private static readonly System.Text.Json.JsonSerializerOptions Indented = new() { WriteIndented = true };
}
