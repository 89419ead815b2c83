using System.Globalization;
using System.Text;

namespace Provisioning.Local.Benchmarks;

/// <summary>The stacks that are measured: one service, two with a health dependency, and six in the shape of a project's stack.</summary>
internal static class Stacks
{
    public const string Image = "provisioning-test-busybox:1";

    public static IReadOnlyList<string> Names { get; } = ["one", "two", "six", "small"];

    /// <summary>Gets those of which each operation is measured.</summary>
    public static IReadOnlyList<string> Measured { get; } = ["one", "two", "six"];

    public static string Compose(string name) => name switch
    {
        "one" => Join(Service("web", [], port: true)),
        "two" => Join(Service("db", [], volume: true), Service("web", ["db"], port: true)),
        "six" => Join(
            Service("db", [], volume: true),
            Service("api", ["db"]),
            Service("auth", ["db"]),
            Service("realtime", ["db"]),
            Service("storage", ["db"], volume: true),
            Service("gateway", ["api", "auth", "realtime", "storage"], port: true)),
        "small" => $"services:\n  app: {{ image: \"{Image}\", init: true, command: [ sleep, infinity ], stop_grace_period: 1s }}\n",
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "one, two, six or small"),
    };

    private static string Join(params string[] services)
    {
        var text = new StringBuilder("services:\n").AppendJoin(string.Empty, services).Append("volumes:\n");
        foreach (string service in services.Where(service => service.Contains("_data:", StringComparison.Ordinal)))
        {
            text.Append(CultureInfo.InvariantCulture, $"  {service.TrimStart().Split(':')[0]}_data: {{}}\n");
        }

        return text.ToString().EndsWith("volumes:\n", StringComparison.Ordinal) ? text.Append("  {}\n").ToString() : text.ToString();
    }

    private static string Service(string name, string[] dependencies, bool volume = false, bool port = false)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $$"""
              {{name}}:
                image: {{Image}}
                init: true
                restart: unless-stopped
                command: ["sh", "-c", "touch /tmp/ready; exec httpd -f -p 8080"]
                healthcheck: { test: ["CMD", "test", "-f", "/tmp/ready"], interval: 1s, timeout: 1s, retries: 10 }

            """);
        if (volume)
        {
            text.Append(CultureInfo.InvariantCulture, $"    volumes: [\"{name}_data:/data\"]\n");
        }

        if (port)
        {
            text.Append("    ports: [\"127.0.0.1::8080\"]\n");
        }

        if (dependencies.Length > 0)
        {
            text.Append("    depends_on: { ").AppendJoin(", ", dependencies.Select(dependency => $"{dependency}: {{ condition: service_healthy }}")).Append(" }\n");
        }

        return text.ToString();
    }
}
