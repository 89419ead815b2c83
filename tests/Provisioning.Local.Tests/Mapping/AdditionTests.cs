using System.Text;
using Docker.DotNet.Models;
using Provisioning.Compose;
using Provisioning.Local.Mapping;

namespace Provisioning.Local.Tests.Mapping;

/// <summary>What we add to that which Compose sends.</summary>
public sealed class AdditionTests
{
    [Fact]
    public void Ports_without_an_address_get_the_default_one()
    {
        HostConfig host = TestProjects.Map("services: { web: { image: x, ports: ['8080:80', '0.0.0.0:81:81'] } }", options: TestProjects.Options(address: "127.0.0.1")).Parameters.HostConfig!;
        Assert.Equal("127.0.0.1", host.PortBindings["80/tcp"].Single().HostIP);
        Assert.Equal("0.0.0.0", host.PortBindings["81/tcp"].Single().HostIP);
    }

    [Fact]
    public void Leased_ports_take_the_place_of_open_ones_for_each_replica()
    {
        ComposeProject project = TestProjects.Load("services: { web: { image: x, scale: 2, ports: ['80', '127.0.0.3::80', '9:9'] } }");
        PortDemand[] demands = [.. PortMapper.Demands(project.Services["web"])];
        Assert.Equal([0, 1, 2, 3], demands.Select(demand => demand.Ordinal));
        MappingOptions options = TestProjects.Options(ports: demands.ToDictionary(demand => demand, demand => 20000 + demand.Ordinal));
        MappedContainer second = ContainerMapper.Map(project.Services["web"], 2, TestProjects.Context(project, options));
        Assert.Equal(["20002", "20003"], second.Parameters.HostConfig!.PortBindings["80/tcp"].Select(binding => binding.HostPort));
        Assert.Equal("9", second.Parameters.HostConfig.PortBindings["9/tcp"].Single().HostPort);
    }

    [Fact]
    public void Another_lease_shows_in_the_label_by_which_containers_are_compared()
    {
        string Label(int port) => TestProjects.Map("services: { web: { image: x, ports: ['80'] } }", options: TestProjects.Options(ports: new Dictionary<PortDemand, int> { [new PortDemand("web", 80, "tcp")] = port })).Parameters.Labels[ProvisioningLabels.Additions];
        Assert.Equal(Label(20000), Label(20000));
        Assert.NotEqual(Label(20000), Label(20001));
    }

    [Theory]
    [InlineData("1.44", "interval: 5s", true)]
    [InlineData("1.43", "interval: 5s", false)]
    [InlineData("1.44", "interval: 5s, start_period: 1s", false)]
    [InlineData("1.44", "interval: 5s, start_period: 1s, start_interval: 1s", false)]
    [InlineData("1.44", "interval: 200ms", false)]
    [InlineData("1.44", "disable: true", false)]
    public void Health_checks_are_made_faster_only_where_the_template_says_nothing_about_the_start(string api, string check, bool isFast)
    {
        MappedContainer web = TestProjects.Map($"services: {{ web: {{ image: x, healthcheck: {{ {(check.StartsWith('d') ? string.Empty : "test: [CMD, 'true'], ")}{check} }} }} }}", options: TestProjects.Options(api, fast: true));
        Assert.Equal(isFast, web.HasFastReadiness);
        Assert.Equal(isFast, web.Parameters.Healthcheck!.StartInterval == TimeSpan.FromMilliseconds(100));
    }

    [Fact]
    public void Faster_checks_alone_replace_no_container()
    {
        string Label(bool fast) => TestProjects.Map("services: { web: { image: x, healthcheck: { test: [CMD, 'true'] } } }", options: TestProjects.Options(fast: fast)).Parameters.Labels[ProvisioningLabels.Additions];
        Assert.Equal(Label(true), Label(false));
    }

    [Fact]
    public void The_start_period_of_fast_checks_ends_where_the_first_check_of_the_template_would_be()
    {
        HealthcheckConfig check = TestProjects.Map("services: { web: { image: x, healthcheck: { test: [CMD, 'true'], interval: 7s, timeout: 2s, retries: 5 } } }", options: TestProjects.Options(fast: true)).Parameters.Healthcheck!;
        Assert.Equal(TimeSpan.FromSeconds(7), check.StartPeriod);
        Assert.Equal((TimeSpan.FromSeconds(7), TimeSpan.FromSeconds(2), 5), (check.Interval, check.Timeout, check.Retries));
    }

    [Fact]
    public void A_check_of_the_image_is_left_as_it_is() =>
        Assert.False(TestProjects.Map("services: { web: { image: x, healthcheck: { interval: 5s } } }", options: TestProjects.Options(fast: true)).HasFastReadiness);

    [Fact]
    public void Networks_get_their_subnet_unless_the_template_gives_one()
    {
        ComposeProject project = TestProjects.Load("""
            services: { web: { image: x, networks: [a, b, c] } }
            networks: { a: , b: { ipam: { config: [{ subnet: 10.9.0.0/24 }] } }, c: { driver: macvlan } }
            """);
        var subnets = new Dictionary<string, string> { ["a"] = "10.213.0.0/26", ["b"] = "10.213.0.64/26", ["c"] = "10.213.0.128/26" };
        MappingContext context = TestProjects.Context(project, TestProjects.Options(subnets: subnets));
        MappedNetwork Map(string key) => NetworkMapper.Map(project.Networks[key], context);
        Assert.Equal("10.213.0.0/26", Map("a").Parameters!.IPAM!.Config.Single().Subnet);
        Assert.Equal("10.9.0.0/24", Map("b").Parameters!.IPAM!.Config.Single().Subnet);
        Assert.Null(Map("c").Parameters!.IPAM);
        Assert.Equal(ComposeConfigHash.Network(project.Networks["a"]), Map("a").ConfigHash);
    }

    [Fact]
    public void Contents_of_configs_and_secrets_are_uploaded_with_owner_and_mode()
    {
        MappedContainer web = TestProjects.Map("""
            services:
              web:
                image: x
                configs: [{ source: c, target: /etc/c, uid: "7", gid: "8", mode: 0400 }]
            configs: { c: { content: "hello" } }
            """);
        FileUpload file = Assert.Single(web.Uploads);
        Assert.Equal(("/etc/c", "hello", 7, 8, 256), (file.Path, Encoding.UTF8.GetString(file.Content.Span), file.UserId, file.GroupId, file.Mode));
        Assert.DoesNotContain("hello", file.ToString(), StringComparison.Ordinal);
        Assert.Empty(web.Parameters.HostConfig!.Mounts!);
    }

    [Fact]
    public void An_uploaded_directory_hides_what_the_image_has_there_and_its_volume_is_marked()
    {
        ComposeProject project = TestProjects.Load("services: { web: { image: x } }");
        MappedContainer web = ContainerMapper.Map(project.Services["web"], 1, TestProjects.Context(project, TestProjects.Options(uploads: [Upload("/etc/conf.d", ("a.conf", "1"), ("b.conf", "2"))])));
        Mount mount = Assert.Single(web.Parameters.HostConfig!.Mounts!);
        Assert.Equal(("volume", "/etc/conf.d", true), (mount.Type, mount.Target, mount.VolumeOptions!.NoCopy));
        Assert.Equal(ProvisioningLabels.AnonymousFiles, mount.VolumeOptions.Labels![ProvisioningLabels.Anonymous]);
        Assert.Equal(["/etc/conf.d/a.conf", "/etc/conf.d/b.conf"], web.Uploads.Select(file => file.Path));
        Assert.Contains("/etc/conf.d", web.UploadVolumes);
    }

    [Fact]
    public void Changed_content_shows_in_the_label_of_the_files_and_not_in_the_hash()
    {
        ComposeProject project = TestProjects.Load("services: { web: { image: x } }");
        MappedContainer Map(string content) => ContainerMapper.Map(project.Services["web"], 1, TestProjects.Context(project, TestProjects.Options(uploads: [Upload("/etc", ("a", content))])));
        Assert.NotEqual(Map("1").Parameters.Labels[ProvisioningLabels.Files], Map("2").Parameters.Labels[ProvisioningLabels.Files]);
        Assert.Equal(Map("1").ConfigHash, Map("2").ConfigHash);
    }

    [Fact]
    public void A_read_only_service_gets_a_volume_to_upload_into()
    {
        MappedContainer web = TestProjects.Map("""
            services: { web: { image: x, read_only: true, secrets: [s] } }
            secrets: { s: { environment: PATH } }
            """.Replace("{ environment: PATH }", "{ file: /host/s }", StringComparison.Ordinal));
        Assert.Equal("bind", Assert.Single(web.Parameters.HostConfig!.Mounts!).Type);
        ComposeProject project = TestProjects.Load("services: { web: { image: x, read_only: true } }");
        MappedContainer uploaded = ContainerMapper.Map(project.Services["web"], 1, TestProjects.Context(project, TestProjects.Options(uploads: [Upload("/run/secrets", ("s", "1"))])));
        Assert.Equal("/run/secrets", Assert.Single(uploaded.Parameters.HostConfig!.Mounts!).Target);
    }

    [Fact]
    public void Declared_anonymous_volumes_carry_whose_they_are()
    {
        Mount mount = Assert.Single(TestProjects.Map("services: { web: { image: x, volumes: [/data] } }").Parameters.HostConfig!.Mounts!);
        Assert.Equal("owner-1", mount.VolumeOptions!.Labels![ProvisioningLabels.Owner]);
        Assert.Equal(ProvisioningLabels.AnonymousData, mount.VolumeOptions.Labels[ProvisioningLabels.Anonymous]);
    }

    [Theory]
    [InlineData("daily", 24)]
    [InlineData("weekly", 168)]
    [InlineData("every_12h", 12)]
    [InlineData("every_1d12h", 36)]
    public void Images_are_pulled_again_when_they_are_old(string policy, int hours)
    {
        ImageDemand image = Assert.Single(ImageDemand.Of(TestProjects.Load($"services: {{ web: {{ image: x, pull_policy: {policy} }} }}"), TestProjects.Options()));
        DateTimeOffset now = DateTimeOffset.UnixEpoch.AddYears(50);
        Assert.True(image.MustPull(exists: true, now.AddHours(-hours).AddSeconds(-1), now));
        Assert.False(image.MustPull(exists: true, now.AddHours(-hours).AddSeconds(1), now));
        Assert.True(image.MustPull(exists: false, taggedAt: null, now));
    }

    [Fact]
    public void An_image_of_several_services_is_wanted_once_by_the_most_eager()
    {
        ImageDemand image = Assert.Single(ImageDemand.Of(TestProjects.Load("services: { a: { image: x, pull_policy: never }, b: { image: x, pull_policy: always }, c: { image: x } }"), TestProjects.Options()));
        Assert.Equal(ImagePull.Always, image.When);
    }

    private static TemplateMount Upload(string target, params (string Path, string Content)[] files) => new()
    {
        ServiceName = "web",
        Kind = TemplateMountKind.Bind,
        Target = target,
        IsDirectory = true,
        Path = "services.web.volumes[0]",
        Files = [.. files.Select(file => new TemplateMountFile { RelativePath = file.Path, Content = Encoding.UTF8.GetBytes(file.Content), Mode = 420 })],
    };
}
