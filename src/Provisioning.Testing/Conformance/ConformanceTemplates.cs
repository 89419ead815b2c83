namespace Provisioning.Testing.Conformance;

/// <summary>The text of the suite's templates.</summary>
internal static class ConformanceTemplates
{
    public static ProjectTemplate Create(ConformanceTemplate template, string image)
    {
        string compose = template switch
        {
            ConformanceTemplate.Minimal => Header("1") + Service("app", image, "    volumes: [\"data:/data\"]\n    ports: [\"8080\"]\n") + Volumes,
            ConformanceTemplate.MinimalChanged => Header("2") + Service("app", image, "    volumes: [\"data:/data\"]\n    ports: [\"8080\"]\n", "      REVISION: \"2\"\n") + Volumes,
            ConformanceTemplate.Standard => Header("1") + Database(image) + Dependent(image, "1") + Volumes,
            ConformanceTemplate.StandardChanged => Header("2") + Database(image) + Dependent(image, "2") + Volumes,
            ConformanceTemplate.Gated => Header("1") + Service("app", image, "    volumes: [\"data:/data\"]\n    ports: [\"8080\"]\n" + HealthCheck("test -f /data/release")) + Volumes,
            ConformanceTemplate.Failing => Header("1") + Service("app", image, "    volumes: [\"data:/data\"]\n    ports: [\"8080\"]\n", script: "echo last words >&2; exit 3") + Volumes,
            ConformanceTemplate.Unhealthy => Header("1") + Service("app", image, "    volumes: [\"data:/data\"]\n    ports: [\"8080\"]\n" + FailingHealthCheck) + Volumes,
            ConformanceTemplate.Invalid => Header("1") + Service("app", image, "    volumes: [\"nowhere:/data\"]\n    depends_on: [nobody]\n    ports: [\"8080\"]\n") + Volumes,
            ConformanceTemplate.MissingValue => Header("1") + Service("app", image, "    volumes: [\"data:/data\"]\n    ports: [\"8080\"]\n", "      REQUIRED: ${REQUIRED:?is needed}\n") + Volumes,
            _ => throw new ArgumentOutOfRangeException(nameof(template), template, "Unknown template."),
        };
        return ProjectTemplate.FromCompose("conformance-" + template.ToString().ToLowerInvariant(), compose);
    }

    private const string Volumes = "volumes:\n  data: {}\n";

    // One failed probe is enough, so that the failure is seen after a second.
    private const string FailingHealthCheck = """
            healthcheck:
              test: ["CMD", "false"]
              interval: 1s
              timeout: 5s
              retries: 1

        """;

    private static string HealthCheck(string probe) => $"""
            healthcheck:
              test: ["CMD-SHELL", "{probe}"]
              interval: 1s
              timeout: 10s
              retries: 600

        """;

    private static string Header(string version) => $$"""
        x-provisioning:
          version: "{{version}}"
          secrets:
            APP_SECRET: { generate: password, length: 24 }
          variables:
            GREETING: { default: "hello" }
          endpoints:
            app: { service: app, port: 8080 }
            private: { service: app, port: 8080, url: "tcp://user:${APP_SECRET}@{host}:{port}/private" }
        services:

        """;

    private static string Database(string image) => Service("db", image, "    volumes: [\"data:/data\"]\n" + HealthCheck("test -d /data"));

    private static string Dependent(string image, string revision) =>
        Service("app", image, "    depends_on:\n      db: { condition: service_healthy }\n    ports: [\"8080\"]\n", $"      REVISION: \"{revision}\"\n");

    // The shell is the first process of its container: without the trap it would ignore SIGTERM, and each stop would last the whole grace period.
    private static string Service(string name, string image, string rest, string environment = "", string? script = null) => $$"""
          {{name}}:
            image: "{{image}}"
            command: ["sh", "-c", "{{script ?? $"trap 'exit 0' TERM; echo {name} says hello; echo {name} complains >&2; while :; do sleep 3600 & wait; done"}}"]
            stop_grace_period: 5s
            environment:
              GREETING: ${GREETING}
              APP_SECRET: ${APP_SECRET}
        {{environment}}{{rest}}
        """;
}
