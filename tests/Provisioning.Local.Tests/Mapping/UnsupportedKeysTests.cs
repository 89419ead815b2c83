using Provisioning.Compose;
using Provisioning.Local.Mapping;

namespace Provisioning.Local.Tests.Mapping;

public sealed class UnsupportedKeysTests
{
    [Theory]
    [InlineData("build: .", "services.web.build", "1.51")]
    [InlineData("provider: { type: x }", "services.web.provider", "1.51")]
    [InlineData("image: x, post_start: [{ command: [] }]", "services.web.post_start[0].command", "1.51")]
    [InlineData("image: x, pre_stop: [{ command: [ a ] }, { command: [] }]", "services.web.pre_stop[1].command", "1.51")]
    [InlineData("image: x, use_api_socket: true", "services.web.use_api_socket", "1.51")]
    [InlineData("image: x, isolation: hyperv", "services.web.isolation", "1.51")]
    [InlineData("image: x, cpu_count: 2", "services.web.cpu_count", "1.51")]
    [InlineData("image: x, credential_spec: { file: a.json }", "services.web.credential_spec", "1.51")]
    [InlineData("image: x, deploy: { mode: global }", "services.web.deploy.mode", "1.51")]
    [InlineData("image: x, restart: sometimes", "services.web.restart", "1.51")]
    [InlineData("image: x, security_opt: [nonsense]", "services.web.security_opt[0]", "1.51")]
    [InlineData("image: x, labels: { provisioning.owner: me }", "services.web.labels.provisioning.owner", "1.51")]
    [InlineData("image: x, mac_address: '02:42:ac:11:00:02'", "services.web.mac_address", "1.43")]
    [InlineData("image: x, networks: { default: { interface_name: eth7 } }", "services.web.networks.default.interface_name", "1.48")]
    [InlineData("image: x, networks: { default: { gw_priority: 1 } }", "services.web.networks.default.gw_priority", "1.47")]
    [InlineData("image: x, volumes: [{ type: image, source: y, target: /y }]", "services.web.volumes[0]", "1.47")]
    [InlineData("image: x, healthcheck: { test: [CMD, a], start_period: 1s, start_interval: 1s }", "services.web.healthcheck.start_interval", "1.43")]
    [InlineData("image: x, healthcheck: { test: [CMD, a], start_interval: 1s }", "services.web.healthcheck.start_interval", "1.51")]
    [InlineData("image: x, annotations: { a: b }", "services.web.annotations", "1.42")]
    public void What_cannot_be_carried_out_is_named_with_its_place(string service, string path, string api)
    {
        ComposeProject project = TestProjects.Load($"services: {{ web: {{ {service} }} }}");
        TemplateProblem problem = Assert.Single(UnsupportedKeys.Find(project, Version.Parse(api)).Errors);
        Assert.Equal(path, problem.Path);
        Assert.Equal(1, problem.Line);
        if (api != "1.51")
        {
            Assert.Empty(UnsupportedKeys.Find(project, new Version(1, 51)).Errors);
        }
    }

    [Theory]
    [InlineData("deploy: { placement: { constraints: [a] } }", "services.web.deploy.placement")]
    [InlineData("deploy: { update_config: { parallelism: 1 } }", "services.web.deploy.update_config")]
    [InlineData("deploy: { endpoint_mode: vip }", "services.web.deploy.endpoint_mode")]
    [InlineData("deploy: { labels: { a: b } }", "services.web.deploy.labels")]
    [InlineData("develop: { watch: [] }", "services.web.develop")]
    [InlineData("build: .", "services.web.build")]
    public void What_Compose_leaves_out_is_a_warning(string service, string path)
    {
        UnsupportedKeys keys = UnsupportedKeys.Find(TestProjects.Load($"services: {{ web: {{ image: x, {service} }} }}"), new Version(1, 51));
        Assert.Empty(keys.Errors);
        Assert.Equal(path, Assert.Single(keys.Warnings).Path);
    }

    [Fact]
    public void A_file_that_would_lie_under_a_tmpfs_is_refused()
    {
        ComposeProject project = TestProjects.Load("""
            services: { web: { image: x, tmpfs: [/run], configs: [{ source: c, target: /run/c }] } }
            configs: { c: { content: a } }
            """);
        Assert.Equal("services.web.configs[0]", Assert.Single(UnsupportedKeys.Find(project, new Version(1, 51)).Errors).Path);
    }

    [Fact]
    public void What_Compose_cannot_create_is_refused_here_too()
    {
        string[] own = Directory.GetFiles(EngineCase.OwnCorpus, "expected.engine-error.txt", SearchOption.AllDirectories);
        Assert.True(own.Length >= 4, $"{EngineCase.OwnCorpus} holds only {own.Length} cases.");
        string[] cases = [.. own, .. EngineCase.AdditionalCorpus is { } folder ? Directory.GetFiles(folder, "expected.engine-error.txt", SearchOption.AllDirectories) : []];
        List<string> accepted = [];
        foreach (string file in cases)
        {
            EngineCase item = EngineCase.At(Path.GetDirectoryName(file)!);
            try
            {
                ComposeProject project = item.Load().Project;
                if (UnsupportedKeys.Find(project, new Version(1, 51), fileExists: path => File.Exists(Path.Combine(item.Directory, Path.GetRelativePath(EngineCase.Root, path)))).Errors.Count == 0)
                {
                    accepted.Add(item.Name);
                }
            }
            catch (TemplateException)
            {
                // Refused by the loader.
            }
        }

        Assert.Empty(accepted);
    }
}
