using Microsoft.Extensions.DependencyInjection;

namespace Provisioning.Local.Benchmarks;

/// <summary>What is measured: Compose, and two providers that differ in fast readiness only.</summary>
internal sealed class Bench : IDisposable
{
    private readonly DirectoryInfo _scratch = Directory.CreateTempSubdirectory("provisioning-bench-");
    private readonly ServiceProvider _services;

    public Bench(BenchmarkOptions options)
    {
        Options = options;
        Compose = new ComposeCli(options.Compose, _scratch.FullName);
        _services = Services(_scratch.FullName);
        Same = _services.GetRequiredKeyedService<IProvisioningProvider>("same");
        Fast = _services.GetRequiredKeyedService<IProvisioningProvider>("fast");
        Report = new Report(options);
    }

    public BenchmarkOptions Options { get; }

    public ComposeCli Compose { get; }

    /// <summary>Gets the provider with the health checks exactly as the template has them.</summary>
    public IProvisioningProvider Same { get; }

    /// <summary>Gets the provider with its defaults.</summary>
    public IProvisioningProvider Fast { get; }

    public Report Report { get; }

    public string TemplateOf(string stack) => Path.Combine(_scratch.FullName, stack, "compose.yaml");

    /// <summary>The environment of a console process that uses the state directory of <see cref="Fast"/>.</summary>
    public IReadOnlyDictionary<string, string> ConsoleEnvironment => new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["PROVISIONING__PROVIDER"] = "local",
        ["PROVISIONING__LOCAL__STATEDIRECTORY"] = Path.Combine(_scratch.FullName, "fast"),
        ["PROVISIONING__LOCAL__PORTRANGE"] = "22000-22999",
        ["PROVISIONING__LOCAL__ADDRESSPOOL"] = "10.214.128.0/17",
    };

    public async Task PrepareAsync()
    {
        foreach (string stack in Stacks.Names)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(TemplateOf(stack))!);
            await File.WriteAllTextAsync(TemplateOf(stack), Stacks.Compose(stack));
        }

        Report.Machine = $"Docker Compose {await Compose.VersionAsync()}, Docker Engine {await ComposeCli.EngineVersionAsync(Fast)}, {Environment.ProcessorCount} processors, {System.Runtime.InteropServices.RuntimeInformation.OSDescription}";
    }

    public async Task<ProvisionRequest> RequestAsync(string stack, string project) => new()
    {
        ProjectId = ProjectId.Parse(project),
        Template = await ProjectTemplate.LoadAsync(TemplateOf(stack)),
    };

    /// <summary>Removes whatever a run that was cut off has left.</summary>
    public async Task CleanAsync()
    {
        foreach (IProvisioningProvider provider in new[] { Same, Fast })
        {
            List<ProjectId> left = [];
            await foreach (ProvisionedProject project in provider.ListAsync())
            {
                left.Add(project.Id);
            }

            await Parallel.ForEachAsync(left, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (id, token) => await provider.PurgeAsync(id, cancellationToken: token));
        }
    }

    public void Dispose()
    {
        _services.Dispose();
        _scratch.Delete(recursive: true);
    }

    private static ServiceProvider Services(string scratch)
    {
        var services = new ServiceCollection();
        services.AddProvisioning()
            .AddLocal("same", options => (options.StateDirectory, options.FastReadiness, options.PortRange, options.AddressPool) = (Path.Combine(scratch, "same"), false, "21000-21999", "10.214.0.0/17"))
            .AddLocal("fast", options => (options.StateDirectory, options.PortRange, options.AddressPool) = (Path.Combine(scratch, "fast"), "22000-22999", "10.214.128.0/17"));
        return services.BuildServiceProvider();
    }
}
