using System.Globalization;
using System.Text;

namespace Provisioning.Compose.Benchmarks;

/// <summary>Makes Compose files of the kind that tenants run, of any size.</summary>
internal static class SampleStack
{
    public static string Create(int services)
    {
        var text = new StringBuilder("name: stack\nx-logging: &logging\n  driver: json-file\n  options: { max-size: 10m, max-file: \"3\" }\nservices:\n");
        for (int i = 0; i < services; i++)
        {
            string before = i == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"    depends_on:\n      service-{i - 1}: {{ condition: service_healthy }}\n");
            text.Append(CultureInfo.InvariantCulture, $$"""
                  service-{{i}}:
                    image: registry.example.com/team/service-{{i}}:${TAG:-latest}
                    restart: unless-stopped
                    environment:
                      DATABASE_URL: postgres://app:${PASSWORD:?required}@service-0:5432/app
                      LOG_LEVEL: ${LOG_LEVEL:-info}
                      INDEX: "{{i}}"
                    ports: ["127.0.0.1:{{10_000 + i}}:8080"]
                    volumes: ["data-{{i}}:/data", "/srv/config:/etc/app:ro"]
                    healthcheck: { test: ["CMD", "true"], interval: 5s, timeout: 3s, retries: 5 }
                    logging: *logging
                    deploy: { resources: { limits: { memory: 256m, cpus: "0.5" } } }

                """).Append(before);
        }

        text.Append("volumes:\n");
        for (int i = 0; i < services; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"  data-{i}: {{}}\n");
        }

        return text.ToString();
    }
}
