using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using Provisioning.Local;
using Provisioning.Testing;

namespace Provisioning.ConsoleApp.Tests;

/// <summary>Runs the application in the process of the test, over one in-memory backend and in a directory of its own.</summary>
internal sealed class TestApp : IDisposable
{
    public const string SecretCanary = "canary-4f9c1e7b";

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("provisioning-app-");

    public TestApp()
    {
        Provider = new InMemoryProviderOptions { TimeProvider = Time };
        Environment["PROVISIONING__PROVIDER"] = "memory";
        WriteFile("template/compose.yaml", Template);
    }

    public static string Template => """
        x-provisioning:
          version: "7"
          secrets:
            DB_PASSWORD: { generate: password, length: 24 }
          variables:
            GREETING: { default: hello }
          endpoints:
            api: { service: api, port: 8080 }
            db: { service: db, port: 5432, url: "postgresql://postgres:${DB_PASSWORD}@{host}:{port}/postgres" }
        services:
          db:
            image: postgres:16
            environment:
              POSTGRES_PASSWORD: ${DB_PASSWORD}
            volumes: ["data:/var/lib/postgresql/data"]
            ports: ["5432"]
          api:
            image: api:1
            environment:
              GREETING: ${GREETING}
            depends_on: [db]
            ports: ["8080"]
        volumes:
          data: {}

        """;

    public string WorkingDirectory => _directory.FullName;

    public string StateDirectory => Path.Combine(WorkingDirectory, "state");

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 1, 31, 12, 0, 0, TimeSpan.Zero));

    public Dictionary<string, string> Environment { get; } = new(StringComparer.Ordinal);

    public InMemoryProviderOptions Provider { get; }

    public string Input { get; set; } = string.Empty;

    public bool IsTerminal { get; set; }

    /// <summary>Gets or sets what stands around the provider, to make it fail or answer as a test needs.</summary>
    public Func<IProvisioningProvider, IProvisioningProvider>? Decorate { get; set; }

    public CancellationToken CancellationToken { get; set; }

    public void WriteFile(string path, string content)
    {
        string full = Path.Combine(WorkingDirectory, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, content);
    }

    public async Task<AppResult> RunAsync(params string[] args)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        using var input = new StringReader(Input);
        var io = new ConsoleIo
        {
            Out = output,
            Error = TextWriter.Synchronized(error),
            In = input,
            IsInTerminal = IsTerminal,
            IsOutTerminal = IsTerminal,
            IsErrorTerminal = IsTerminal,
            Width = 120,
            Environment = Environment,
            WorkingDirectory = WorkingDirectory,
        };
        int exitCode = await ConsoleApplication.RunAsync(args, io, Configure, CancellationToken);
        return new AppResult(exitCode, output.ToString(), error.ToString().Replace(WorkingDirectory, "<directory>", StringComparison.Ordinal));
    }

    /// <summary>Runs a command that a test only needs to have succeeded.</summary>
    public async Task<AppResult> SucceedAsync(params string[] args)
    {
        AppResult result = await RunAsync(args);
        Assert.True(result.ExitCode == ExitCode.Done, $"{string.Join(' ', args)} ended with {result.ExitCode}: {result.Error}");
        return result;
    }

    public Task<AppResult> ProvisionAsync(string project = "acme") => SucceedAsync("provision", project, "--template", "template");

    /// <summary>Makes a project at the backend that this application knows nothing of.</summary>
    public async Task ProvisionElsewhereAsync(string project)
    {
        var services = new ServiceCollection();
        services.AddProvisioning().AddInMemory(options => options.Backend = Provider.Backend);
        await using ServiceProvider provider = services.BuildServiceProvider();
        await provider.GetRequiredService<IProvisioningProvider>().ProvisionAsync(new ProvisionRequest
        {
            ProjectId = ProjectId.Parse(project),
            Template = await ProjectTemplate.LoadAsync(Path.Combine(WorkingDirectory, "template")),
        });
    }

    public void Dispose() => _directory.Delete(recursive: true);

    private void Configure(HostApplicationBuilder builder)
    {
        builder.Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(Time));
        builder.Services.PostConfigure<LocalProviderOptions>("local", options => options.StateDirectory = StateDirectory);
        builder.Services.AddProvisioning().AddInMemory(options =>
        {
            options.Backend = Provider.Backend;
            options.TimeProvider = Time;
            options.BeforeStep = Provider.BeforeStep;
            options.ServiceBehavior = Provider.ServiceBehavior;
        }).Use((provider, _) => Decorate?.Invoke(provider) ?? provider);
    }
}

internal sealed record AppResult(int ExitCode, string Out, string Error)
{
    /// <summary>The whole outcome as one text, for snapshots.</summary>
    public override string ToString() => $"exit code: {ExitCode}\n--- standard output ---\n{Out}--- standard error ---\n{Error}";
}
