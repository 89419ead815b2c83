using Provisioning.Compose.Tests.Templates;

namespace Provisioning.Compose.Tests.Policy;

public sealed class TemplatePolicyTests
{
    private static readonly (string, string)[] Sidecars =
    [
        ("nginx.conf", "worker_processes 1;"), ("conf/a.conf", "a"), ("app/Dockerfile", "FROM scratch"), ("app.env", "A=b"), ("profile.json", "{}"), ("spec.json", "{}"),
    ];

    private static readonly Dictionary<string, string> Values = new(StringComparer.Ordinal) { ["PRIVILEGED"] = "true", ["HOST_WORD"] = "host", ["ETC"] = "/etc" };

    public enum Syntax
    {
        Direct,
        MergeKey,
        Alias,
        ExtendsSameFile,
        ExtendsOtherFile,
        Include,
        SecondDocument,
    }

    public static TheoryData<Syntax, int> RefusedServices()
    {
        var data = new TheoryData<Syntax, int>();
        foreach (Syntax syntax in Enum.GetValues<Syntax>())
        {
            for (int i = 0; i < PolicyCases.Services.Length; i++)
            {
                data.Add(syntax, i);
            }
        }

        return data;
    }

    public static TheoryData<int> RefusedFiles() => [.. Enumerable.Range(0, PolicyCases.Files.Length)];

    public static TheoryData<Syntax, int> AcceptedServices()
    {
        var data = new TheoryData<Syntax, int>();
        foreach (Syntax syntax in Enum.GetValues<Syntax>())
        {
            for (int i = 0; i < PolicyCases.AcceptedServices.Length; i++)
            {
                data.Add(syntax, i);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(RefusedServices))]
    public void A_service_that_asks_for_the_host_is_refused_in_every_syntax(Syntax syntax, int index)
    {
        (string fragment, string code, string place) = PolicyCases.Services[index];
        IReadOnlyList<TemplateProblem> problems = Given.Problems(Options(Write(syntax, fragment)));
        TemplateProblem problem = problems.FirstOrDefault(problem => problem.Path == "services.web." + place)
            ?? throw new InvalidOperationException($"{fragment}: no problem at services.web.{place}, but {string.Join("; ", problems)}");
        Assert.True(code == problem.Code, $"{fragment}: {problem}");
        Assert.Contains("TemplatePolicy.", problem.Message, StringComparison.Ordinal);
        Assert.All(problems, other => Assert.StartsWith("policy_", other.Code, StringComparison.Ordinal));
        Assert.True(problem.Line > 0, $"{fragment}: no line");
    }

    [Theory]
    [MemberData(nameof(RefusedFiles))]
    public void A_file_that_asks_for_the_host_is_refused(int index)
    {
        (string compose, string code, string path) = PolicyCases.Files[index];
        TemplateProblem[] problems = [.. Given.Problems(Options(Given.Template(compose, Sidecars)))];
        TemplateProblem? problem = problems.FirstOrDefault(problem => problem.Path == path);
        Assert.True(problem is not null, $"{compose}: {string.Join("; ", (object[])problems)}");
        Assert.Equal(code, problem.Code);
        Assert.Contains("TemplatePolicy.", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(AcceptedServices))]
    public void An_ordinary_service_is_accepted_in_every_syntax(Syntax syntax, int index)
    {
        string fragment = PolicyCases.AcceptedServices[index];
        ResolvedTemplate resolved = TemplateResolver.Resolve(Options(Write(syntax, fragment)));
        Assert.True(resolved.Project.Services.ContainsKey("web"));
    }

    [Theory]
    [MemberData(nameof(RefusedFiles))]
    public void Nothing_is_refused_of_an_unrestricted_template(int index)
    {
        (string compose, _, _) = PolicyCases.Files[index];
        if (compose.Contains('~', StringComparison.Ordinal))
        {
            Assert.Equal("home_path", Assert.Single(Given.Problems(Options(Given.Template(compose, Sidecars), TemplatePolicy.Unrestricted))).Code);
            return;
        }

        Assert.NotNull(TemplateResolver.Resolve(Options(Given.Template(compose, Sidecars), TemplatePolicy.Unrestricted)));
    }

    [Theory]
    [InlineData("privileged: true", nameof(TemplatePolicy.AllowPrivileged))]
    [InlineData("network_mode: host", nameof(TemplatePolicy.AllowHostNamespaces))]
    [InlineData("cap_add: [NET_ADMIN]", nameof(TemplatePolicy.AllowedCapabilities))]
    [InlineData("devices: [/dev/fuse]", nameof(TemplatePolicy.AllowDevices))]
    [InlineData("security_opt: [\"seccomp:unconfined\"]", nameof(TemplatePolicy.AllowSecurityOptions))]
    [InlineData("sysctls: { net.core.somaxconn: 1 }", nameof(TemplatePolicy.AllowedSysctls))]
    [InlineData("volumes: [\"/data/shared:/x\"]", nameof(TemplatePolicy.AllowedHostPaths))]
    [InlineData("volumes: [\"/data/any:/x\"]", nameof(TemplatePolicy.AllowHostPaths))]
    [InlineData("volumes: [\"/var/run/docker.sock:/s\"]", nameof(TemplatePolicy.AllowDockerSocket))]
    [InlineData("ports: [\"0.0.0.0:80:80\"]", nameof(TemplatePolicy.AllowPublicPorts))]
    [InlineData("container_name: db", nameof(TemplatePolicy.AllowSharedNames))]
    [InlineData("external_links: [other]", nameof(TemplatePolicy.AllowExternal))]
    [InlineData("logging: { driver: syslog }", nameof(TemplatePolicy.AllowedLogDrivers))]
    [InlineData("runtime: kata", nameof(TemplatePolicy.AllowRuntimes))]
    [InlineData("oom_score_adj: -5", nameof(TemplatePolicy.AllowPriority))]
    [InlineData("labels: { coolify.x: y }", nameof(TemplatePolicy.AllowReservedLabels))]
    [InlineData("volumes: [{ type: cluster, source: data, target: /x }]", nameof(TemplatePolicy.AllowedVolumeDrivers))]
    [InlineData("networks: { default: { driver_opts: { a: b } } }", nameof(TemplatePolicy.AllowNetworkOptions))]
    [InlineData("provider: { type: x }", nameof(TemplatePolicy.AllowProviders))]
    [InlineData("scale: 30", nameof(TemplatePolicy.MaxReplicas))]
    public void Each_rule_can_be_allowed_and_allows_nothing_else(string fragment, string option)
    {
        TemplatePolicy policy = Allow(option);
        ProjectTemplate template = Write(Syntax.Direct, fragment);
        Assert.NotNull(TemplateResolver.Resolve(Options(template, policy)));
        Assert.Contains("TemplatePolicy." + (option == nameof(TemplatePolicy.AllowHostPaths) ? nameof(TemplatePolicy.AllowedHostPaths) : option), Given.Problems(Options(template))[0].Message, StringComparison.Ordinal);

        // The one option must not let any other rule's case through.
        string ownCode = Given.Problems(Options(template))[0].Code;
        foreach ((string other, string code, string place) in PolicyCases.Services.Where(item => item.Code != ownCode))
        {
            Assert.Contains(Given.Problems(Options(Write(Syntax.Direct, other), policy)), problem => problem.Code == code && problem.Path == "services.web." + place);
        }
    }

    [Fact]
    public void An_allowed_directory_allows_neither_its_neighbours_nor_its_parents()
    {
        var policy = new TemplatePolicy { AllowedHostPaths = { "/data/shared" } };
        Assert.NotNull(TemplateResolver.Resolve(Options(Write(Syntax.Direct, "volumes: [\"/data/shared/x/../y:/x\"]"), policy)));
        foreach (string path in (string[])["/data", "/data/sharedx", "/data/shared/../x", "/", "data/shared/../../../etc"])
        {
            Assert.NotEmpty(Given.Problems(Options(Write(Syntax.Direct, $"volumes: [{{ type: bind, source: \"{path}\", target: /x }}]"), policy)));
        }
    }

    [Fact]
    public void Host_paths_that_are_allowed_still_do_not_allow_the_socket()
    {
        var policy = new TemplatePolicy { AllowHostPaths = true, AllowVolumeOptions = true };
        foreach ((string fragment, string code, _) in PolicyCases.Services.Where(item => item.Code == "policy_docker_socket"))
        {
            Assert.Contains(Given.Problems(Options(Write(Syntax.Direct, fragment), policy)), problem => problem.Code == code);
        }
    }

    [Fact]
    public void The_socket_that_is_allowed_does_not_allow_the_directory_around_it()
    {
        var policy = new TemplatePolicy { AllowDockerSocket = true };
        Assert.NotNull(TemplateResolver.Resolve(Options(Write(Syntax.Direct, "volumes: [\"/var/run/docker.sock:/s\"]"), policy)));
        foreach (string path in (string[])["/", "/run", "/var/run", "/var", "/proc/1/root", "/run/user/1000"])
        {
            Assert.Contains(Given.Problems(Options(Write(Syntax.Direct, $"volumes: [\"{path}:/s\"]"), policy)), problem => problem.Code == "policy_host_path");
        }
    }

    [Fact]
    public void A_service_that_no_profile_enables_is_not_judged() =>
        Assert.NotNull(TemplateResolver.Resolve(Options(Given.Template("services:\n  web: { image: nginx }\n  debug: { image: nginx, privileged: true, profiles: [debug] }"))));

    [Fact]
    public void A_service_that_a_profile_enables_is_judged()
    {
        ProjectTemplate template = Given.Template("services:\n  web: { image: nginx }\n  debug: { image: nginx, privileged: true, profiles: [debug] }");
        Assert.Equal("services.debug.privileged", Given.Problems(Given.Options(template, profiles: ["debug"]))[0].Path);
    }

    [Theory]
    [InlineData("include: [\"https://example.com/compose.yaml\"]\nservices: { web: { image: nginx } }")]
    [InlineData("include: [\"git@example.com:a/b.git\"]\nservices: { web: { image: nginx } }")]
    [InlineData("include: [\"oci://example.com/a\"]\nservices: { web: { image: nginx } }")]
    [InlineData("include: [{ path: /etc/compose.yaml }]\nservices: { web: { image: nginx } }")]
    [InlineData("include: [../compose.yaml]\nservices: { web: { image: nginx } }")]
    [InlineData("include: [{ path: more.yaml, env_file: /etc/environment }]\nservices: { web: { image: nginx } }")]
    [InlineData("services: { web: { extends: { file: \"https://example.com/a.yaml\", service: web } } }")]
    [InlineData("services: { web: { extends: { file: /etc/a.yaml, service: web } } }")]
    [InlineData("services: { web: { extends: { file: ../a.yaml, service: web } } }")]
    [InlineData("services: { web: { image: nginx, env_file: \"https://example.com/a.env\" } }")]
    [InlineData("services: { web: { image: nginx, env_file: /etc/environment } }")]
    [InlineData("services: { web: { image: nginx, env_file: ../a.env } }")]
    [InlineData("services: { web: { image: nginx, label_file: /etc/hostname } }")]
    public void What_lies_outside_the_template_is_never_read(string compose)
    {
        ProjectTemplate template = Given.Template(compose, [("more.yaml", "services: { more: { image: nginx } }")]);
        Assert.NotEmpty(Given.Problems(Given.Options(template)));
        Assert.NotEmpty(Given.Problems(Given.Options(template, policy: TemplatePolicy.Unrestricted)));
    }

    private static TemplatePolicy Allow(string option) => option switch
    {
        nameof(TemplatePolicy.AllowPrivileged) => new() { AllowPrivileged = true },
        nameof(TemplatePolicy.AllowHostNamespaces) => new() { AllowHostNamespaces = true },
        nameof(TemplatePolicy.AllowedCapabilities) => new() { AllowedCapabilities = { "cap_net_admin" } },
        nameof(TemplatePolicy.AllowDevices) => new() { AllowDevices = true },
        nameof(TemplatePolicy.AllowSecurityOptions) => new() { AllowSecurityOptions = true },
        nameof(TemplatePolicy.AllowedSysctls) => new() { AllowedSysctls = { "net.core.somaxconn" } },
        nameof(TemplatePolicy.AllowedHostPaths) => new() { AllowedHostPaths = { "/data/shared" } },
        nameof(TemplatePolicy.AllowHostPaths) => new() { AllowHostPaths = true },
        nameof(TemplatePolicy.AllowDockerSocket) => new() { AllowDockerSocket = true },
        nameof(TemplatePolicy.AllowPublicPorts) => new() { AllowPublicPorts = true },
        nameof(TemplatePolicy.AllowSharedNames) => new() { AllowSharedNames = true },
        nameof(TemplatePolicy.AllowExternal) => new() { AllowExternal = true },
        nameof(TemplatePolicy.AllowedLogDrivers) => new() { AllowedLogDrivers = { "syslog" } },
        nameof(TemplatePolicy.AllowRuntimes) => new() { AllowRuntimes = true },
        nameof(TemplatePolicy.AllowPriority) => new() { AllowPriority = true },
        nameof(TemplatePolicy.AllowReservedLabels) => new() { AllowReservedLabels = true },
        nameof(TemplatePolicy.AllowedVolumeDrivers) => new() { AllowedVolumeDrivers = { "cluster" } },
        nameof(TemplatePolicy.AllowNetworkOptions) => new() { AllowNetworkOptions = true },
        nameof(TemplatePolicy.AllowProviders) => new() { AllowProviders = true },
        nameof(TemplatePolicy.MaxReplicas) => new() { MaxReplicas = 30 },
        _ => throw new ArgumentOutOfRangeException(nameof(option)),
    };

    private static TemplateResolveOptions Options(ProjectTemplate template, TemplatePolicy? policy = null) =>
        Given.Options(template, variables: Values, policy: policy, ignoreUnknown: true);

    private static ProjectTemplate Write(Syntax syntax, string fragment)
    {
        // A service with one of these has no image or no network of its own.
        string image = fragment.StartsWith("build:", StringComparison.Ordinal) || fragment.StartsWith("provider:", StringComparison.Ordinal) ? string.Empty : "image: nginx";
        const string Rest = """

            volumes: { data: {} }
            configs: { conf: { file: nginx.conf } }
            secrets: { pass: { file: nginx.conf } }
            """;
        const string Db = "\n  db: { image: postgres }\n";
        string web = $"\n    {image}\n    {fragment}";
        return syntax switch
        {
            Syntax.Direct => Given.Template($"services:{Db}  web:{web}{Rest}", Sidecars),
            Syntax.MergeKey => Given.Template($"x-base: &base\n  {fragment}\nservices:{Db}  web:\n    <<: *base\n    {image}{Rest}", Sidecars),
            Syntax.Alias => Given.Template($"x-base: &base\n  {image}\n  {fragment}\nservices:{Db}  web: *base{Rest}", Sidecars),
            Syntax.ExtendsSameFile => Given.Template($"services:{Db}  base:\n    profiles: [never]{web}\n  web:\n    extends: base\n    profiles: !reset []{Rest}", Sidecars),
            Syntax.ExtendsOtherFile => Given.Template($"services:{Db}  web:\n    extends: {{ file: base.yaml, service: base }}{Rest}", [.. Sidecars, ("base.yaml", $"services:\n  base:{web}\n")]),
            Syntax.Include => Given.Template("include: [more.yaml]\nservices: { app: { image: nginx } }", [.. Sidecars, ("more.yaml", $"services:{Db}  web:{web}{Rest}")]),
            Syntax.SecondDocument => Given.Template($"services:{Db}  web: {{ {(image.Length == 0 ? "labels: { a: b }" : image)} }}{Rest}\n---\nservices:\n  web:\n    {fragment}\n", Sidecars),
            _ => throw new ArgumentOutOfRangeException(nameof(syntax)),
        };
    }
}
