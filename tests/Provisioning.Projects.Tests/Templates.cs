using System.Text;

namespace Provisioning.Projects.Tests;

internal static class Templates
{
    public static ProjectId Acme { get; } = ProjectId.Parse("acme");

    public static ProjectTemplate Web { get; } = Make("1");

    public static ProjectTemplate WebChanged { get; } = Make("2");

    public static CreateProjectRequest Request(ProjectId? id = null) => new() { ProjectId = id ?? Acme, Template = Web };

    private static ProjectTemplate Make(string version) => ProjectTemplate.FromFiles("web", "compose.yaml", [new TemplateFile("compose.yaml", Encoding.UTF8.GetBytes($$"""
        services:
          api:
            image: api:{{version}}
            depends_on: [db]
            environment: { KEY: "${API_KEY}", TOKEN: "${ANON_KEY}", URL: "${SITE_URL}", GIVEN: "${GIVEN:-none}" }
            ports: ["8000"]
          db:
            image: postgres:17
            environment: { POSTGRES_PASSWORD: "${DB_PASSWORD}" }
            volumes: ["data:/var/lib/postgresql/data"]
            ports: ["5432"]
        volumes: { data: {} }
        x-provisioning:
          version: {{version}}
          secrets:
            DB_PASSWORD: { generate: password, length: 24 }
            API_KEY: { generate: hex, bytes: 16 }
            JWT_SECRET: { generate: hex, bytes: 32 }
            ANON_KEY: { generate: jwt, key: JWT_SECRET, claims: { role: anon } }
          variables:
            SITE_URL: { default: "http://localhost" }
          endpoints:
            api: { service: api, port: 8000 }
            db: { service: db, port: 5432, url: "postgresql://postgres:${DB_PASSWORD}@{host}:{port}/postgres" }
        """))]);
}
