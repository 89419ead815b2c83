namespace Provisioning.Coolify.Tests;

/// <summary>The template of the behaviour tests: a database with a volume, a gateway with the public endpoint, a worker without a health check.</summary>
internal static class TestTemplates
{
    private const string Header = """
        x-provisioning:
          version: "VERSION"
          secrets:
            DB_PASSWORD: { generate: password, length: 24 }
          variables:
            SITE_NAME: { default: "a site" }
          endpoints:
            api: { service: gateway, port: 8000, scheme: https }
            db: { service: db, port: 5432, url: "postgresql://postgres:${DB_PASSWORD}@{host}:{port}/postgres" }
        services:

        """;

    private const string Rest = """
          gateway:
            image: "registry.example.com/gateway:VERSION"
            depends_on:
              db: { condition: service_healthy }
            ports: ["8000"]
            environment:
              DATABASE_URL: "postgresql://postgres:${DB_PASSWORD}@db:5432/postgres"
              SITE_NAME: ${SITE_NAME}
            healthcheck: { test: ["CMD", "true"], interval: 5s }
          db:
            image: "postgres:17"
            environment:
              POSTGRES_PASSWORD: ${DB_PASSWORD}
            healthcheck: { test: ["CMD", "pg_isready"], interval: 5s }
            volumes: ["data:/var/lib/postgresql/data"]
        volumes:
          data: {}

        """;

    private const string Worker = """
          worker:
            image: "registry.example.com/worker:VERSION"
            environment:
              SITE_NAME: ${SITE_NAME}
            healthcheck: { test: ["CMD", "true"], interval: 5s }

        """;

    public static ProjectTemplate Create(string version = "1", bool hasWorker = true) =>
        ProjectTemplate.FromCompose("shop", Compose(version, hasWorker));

    public static string Compose(string version, bool hasWorker = true) => (Header + (hasWorker ? Worker : "") + Rest).Replace("VERSION", version, StringComparison.Ordinal);

    public static ProvisionRequest Request(string project, string version = "1", bool hasWorker = true, string secret = "s3cret-Value$1", string? domain = null, string? server = null) => new()
    {
        ProjectId = ProjectId.Parse(project),
        Template = Create(version, hasWorker),
        Secrets = new Dictionary<string, Secret>(StringComparer.Ordinal) { ["DB_PASSWORD"] = new(secret) },
        Domain = domain,
        Labels = server is null
            ? new Dictionary<string, string>(StringComparer.Ordinal)
            : new Dictionary<string, string>(StringComparer.Ordinal) { [CoolifyProviderOptions.ServerLabel] = server },
    };
}
