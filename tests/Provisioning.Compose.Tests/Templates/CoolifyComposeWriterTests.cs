using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace Provisioning.Compose.Tests.Templates;

public sealed class CoolifyComposeWriterTests
{
    private const string Stack = """
        name: stack
        x-note: dropped
        services:
          db:
            image: postgres:15
            container_name: "${COMPOSE_PROJECT_NAME}_mine"
            environment: { POSTGRES_PASSWORD: "${DB_PASSWORD:-pa$$word}", AT: "2020-01-01" }
            volumes: [ "data:/var/lib/postgresql/data" ]
            networks: [ default, back ]
            healthcheck: { test: [ CMD, pg_isready ], interval: 1s }
          migrate:
            image: migrate:1
            restart: "no"
            depends_on: { db: { condition: service_healthy } }
          web:
            image: nginx:1
            ports: [ "127.0.0.1:8080:80" ]
            volumes: [ "./nginx.conf:/etc/nginx/nginx.conf:ro", "./html:/srv/html:ro" ]
            depends_on: { migrate: { condition: service_completed_successfully } }
            labels: { a: b }
        volumes: { data: {} }
        networks: { back: {} }
        """;

    // Of a mapping Coolify keeps source and target only.
    [Fact]
    public void A_host_path_is_written_in_the_short_form_so_that_it_stays_read_only()
    {
        ProjectTemplate template = Given.Template("services: { a: { image: \"x:1\", volumes: [ \"/srv/keys:/keys:ro\", \"/srv/work:/work\", \"data:/data:ro\" ] } }\nvolumes: { data: {} }");
        using JsonDocument written = JsonDocument.Parse(CoolifyComposeWriter.Write(TemplateResolver.Resolve(Given.Options(template, policy: new TemplatePolicy { AllowHostPaths = true }))));
        JsonElement volumes = written.RootElement.GetProperty("services").GetProperty("a").GetProperty("volumes");
        Assert.Equal("/srv/keys:/keys:ro", volumes[0].GetString());
        Assert.Equal("/srv/work:/work", volumes[1].GetString());
        Assert.True(volumes[2].GetProperty("read_only").GetBoolean());
    }

    [Fact]
    public void A_volume_with_a_driver_or_options_is_refused()
    {
        ProjectTemplate template = Given.Template("services: { a: { image: \"x:1\", volumes: [ \"data:/data\" ] } }\nvolumes: { data: { driver_opts: { type: nfs, o: \"addr=10.0.0.1\", device: \":/share\" } } }");
        var policy = new TemplatePolicy { AllowHostPaths = true, AllowVolumeOptions = true };
        TemplateProblem problem = Assert.Single(Assert.Throws<TemplateException>(() => CoolifyComposeWriter.Write(TemplateResolver.Resolve(Given.Options(template, policy: policy)))).Problems);
        Assert.Equal("volumes.data.driver_opts", problem.Path);
    }

    // In a mapping Coolify drops a network without options.
    [Fact]
    public void A_network_without_options_is_kept_beside_one_with_some_and_alone()
    {
        using JsonDocument written = JsonDocument.Parse(Write("""
            services:
              a: { image: "x:1", networks: { front: { aliases: [ shop ] }, back: null, side: {} } }
              b: { image: "x:1", networks: { back: {} } }
            networks: { front: {}, back: {}, side: {} }
            """));
        JsonElement services = written.RootElement.GetProperty("services");
        Assert.Equal("""{"back":{"aliases":["a"]},"front":{"aliases":["shop"]},"side":{"aliases":["a"]}}""", services.GetProperty("a").GetProperty("networks").GetRawText());
        Assert.Equal("""["back"]""", services.GetProperty("b").GetProperty("networks").GetRawText());
    }

    [Fact]
    public void A_stack_is_written_without_what_Coolify_changes_or_loses()
    {
        using JsonDocument written = JsonDocument.Parse(Write(Stack, ("nginx.conf", "log $host 'x' \"y\"\n"), ("html/index.html", "hello"), ("html/deep/a.txt", "a")));
        JsonElement root = written.RootElement;

        Assert.Equal(["configs", "networks", "services", "volumes"], root.EnumerateObject().Select(property => property.Name).Order(StringComparer.Ordinal));
        Assert.Equal("""{"back":{"driver":"bridge"}}""", root.GetProperty("networks").GetRawText());
        Assert.Equal("""{"data":{"driver":"local"}}""", root.GetProperty("volumes").GetRawText());

        JsonElement db = root.GetProperty("services").GetProperty("db");
        Assert.Equal("""["back"]""", db.GetProperty("networks").GetRawText());
        Assert.Equal("""{"AT":"2020-01-01","POSTGRES_PASSWORD":"pa$$word"}""", db.GetProperty("environment").GetRawText());
        Assert.False(db.TryGetProperty("container_name", out _));
        Assert.False(db.TryGetProperty("command", out _));

        JsonElement migrate = root.GetProperty("services").GetProperty("migrate");
        Assert.True(migrate.GetProperty("exclude_from_hc").GetBoolean());
        Assert.Equal("no", migrate.GetProperty("restart").GetString());

        JsonElement web = root.GetProperty("services").GetProperty("web");
        Assert.False(web.TryGetProperty("ports", out _));
        Assert.False(web.TryGetProperty("volumes", out _));
        Assert.False(web.TryGetProperty("exclude_from_hc", out _));
        Dictionary<string, string> files = web.GetProperty("configs").EnumerateArray().ToDictionary(
            item => item.GetProperty("target").GetString()!,
            item => root.GetProperty("configs").GetProperty(item.GetProperty("source").GetString()!).GetProperty("content").GetString()!,
            StringComparer.Ordinal);
        Assert.Equal("log $$host 'x' \"y\"\n", files["/etc/nginx/nginx.conf"]);
        Assert.Equal("hello", files["/srv/html/index.html"]);
        Assert.Equal("a", files["/srv/html/deep/a.txt"]);
    }

    [Fact]
    public void Ports_are_written_when_asked_for()
    {
        string text = CoolifyComposeWriter.Write(
            TemplateResolver.Resolve(Given.Options(Given.Template("services: { web: { image: nginx, ports: [ '127.0.0.1:8080:80' ] } }"))),
            new CoolifyComposeOptions { PublishPorts = true });

        using JsonDocument written = JsonDocument.Parse(text);
        Assert.Equal("8080", written.RootElement.GetProperty("services").GetProperty("web").GetProperty("ports")[0].GetProperty("published").GetString());
    }

    [Theory]
    [InlineData("services: { Web: { image: a } }", "services.Web")]
    [InlineData("services: { web: { image: a, scale: 2 } }", "services.web.scale")]
    [InlineData("services: { web: { image: a, deploy: { replicas: 3 } } }", "services.web.deploy.replicas")]
    [InlineData("services: { web: { image: a, command: [] } }", "services.web.command")]
    [InlineData("services: { web: { image: a, entrypoint: [] } }", "services.web.entrypoint")]
    [InlineData("services: { web: { image: a, environment: { SERVICE_FQDN_WEB: x } } }", "services.web.environment.SERVICE_FQDN_WEB")]
    [InlineData("services: { web: { image: a, environment: { COOLIFY_URL: x } } }", "services.web.environment.COOLIFY_URL")]
    [InlineData("services: { web: { image: a, environment: { K: '$$x' } } }", "services.web.environment.K")]
    [InlineData("services: { web: { image: a, labels: { K: 'a$$x' } } }", "services.web.labels.K")]
    [InlineData("services: { web: { image: a, volumes: [ 'a_b:/a', 'a-b:/b' ] } }\nvolumes: { a_b: {}, a-b: {} }", "volumes.a_b")]
    public void What_Coolify_cannot_carry_out_is_refused_with_its_place(string compose, string path)
    {
        TemplateProblem problem = Assert.Single(Assert.Throws<TemplateException>(() => Write(compose)).Problems);

        Assert.Equal(path, problem.Path);
        Assert.Equal("coolify_unsupported", problem.Code);
        Assert.True(problem.Line > 0, problem.ToString());
    }

    [Fact]
    public void A_binary_file_is_refused_with_its_place()
    {
        TemplateProblem problem = Assert.Single(Assert.Throws<TemplateException>(() =>
            Write("services: { web: { image: a, volumes: [ './x.bin:/x.bin' ] } }", ("x.bin", "a\0b"))).Problems);

        Assert.Equal("services.web.volumes[0]", problem.Path);
        Assert.Equal("coolify_binary_file", problem.Code);
    }

    [Property(MaxTest = 500)]
    public Property Every_value_arrives_as_it_was_or_is_refused() => Prop.ForAll(Values.ToArbitrary(), value =>
    {
        ResolvedTemplate template = TemplateResolver.Resolve(Given.Options(
            Given.Template("services: { web: { image: a, environment: { K: '${V}' }, command: [ sh, '${V}' ] } }"), variables: new() { ["V"] = value }));
        if (value.StartsWith('$'))
        {
            return Assert.Throws<TemplateException>(() => CoolifyComposeWriter.Write(template)).Problems[0].Path == "services.web.environment.K";
        }

        // What Docker Compose on the server reads: a text in quotes, with its doubled signs halved.
        ComposeService web = TemplateResolver.Resolve(Given.Options(Given.Template(CoolifyComposeWriter.Write(template)))).Project.Services["web"];
        return web.Environment["K"] == value && web.Command![1] == value;
    });

    private static Gen<string> Values => Gen.Elements<string>("$", "${", "}", "'", "\"", "\\", " ", "\n", "\r", "\t", "#", ":", "{{", "%", "&", "<", "é", "\U0001F600", "a", "0", "~", "=", "-", "]", ",")
        .ListOf().Select(static parts => string.Concat(parts));

    private static string Write(string compose, params (string Path, string Text)[] files) =>
        CoolifyComposeWriter.Write(TemplateResolver.Resolve(Given.Options(Given.Template(compose, files))));
}
