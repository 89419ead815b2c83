using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Provisioning.Testing.Coolify;

namespace Provisioning.Coolify.Benchmarks;

/// <summary>Many projects, 16 at a time, through the provider and the fake Coolify, whose minutes pass in milliseconds.</summary>
internal static class FleetBenchmark
{
    private const int AtATime = 16;

    private const string Text = """
        services:
          web:
            image: busybox:1
            healthcheck: { test: ["CMD", "true"] }
            environment:
              PASSWORD: ${PASSWORD}
        x-provisioning:
          version: "1"
          secrets:
            PASSWORD: { generate: password, length: 24 }
        """;

    public static async Task RunAsync(int count)
    {
        using var clock = new FakeCoolifyClock();
        using FakeCoolify coolify = FakeCoolify.Start(new FakeCoolifyOptions { TimeProvider = clock, RequestsPerMinute = 1_000_000, RecordRequests = false });
        var services = new ServiceCollection();
        services.AddProvisioning().AddCoolify(options =>
        {
            options.ApiUrl = coolify.BaseUrl;
            options.ApiToken = new Secret(coolify.Token);
            options.RequestsPerMinute = 1_000_000;
            options.DefaultTimeout = TimeSpan.FromHours(12);
            options.RequestTimeout = TimeSpan.FromHours(1); // by a clock whose minutes are milliseconds
            options.LongRequestTimeout = TimeSpan.FromHours(1);
        });
        services.Replace(ServiceDescriptor.Singleton<TimeProvider>(clock));
        await using ServiceProvider provider = services.BuildServiceProvider();
        IProvisioningProvider coolifyProvider = provider.GetRequiredService<IProvisioningProvider>();
        ProjectTemplate template = await TemplateAsync();

        long begin = Stopwatch.GetTimestamp();
        long peak = 0;
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = AtATime }, async (number, cancellationToken) =>
        {
            await coolifyProvider.ProvisionAsync(
                new ProvisionRequest
                {
                    ProjectId = ProjectId.Parse(string.Create(CultureInfo.InvariantCulture, $"tenant-{number}")),
                    Template = template,
                    Secrets = new Dictionary<string, Secret>(StringComparer.Ordinal) { ["PASSWORD"] = new Secret($"a-secret-of-tenant-{number}") },
                },
                cancellationToken: cancellationToken);
            InterlockedMax(ref peak, GC.GetTotalMemory(forceFullCollection: false));
        });
        TimeSpan time = Stopwatch.GetElapsedTime(begin);
        int requests = coolify.RequestCount;

        int listed = 0;
        await foreach (ProvisionedProject project in coolifyProvider.ListAsync())
        {
            listed += project.State == ProjectState.Running ? 1 : 0;
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"fleet, {count} projects, {AtATime} at a time, through the fake Coolify in the same process"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {time.TotalSeconds:0.0} s, {(double)requests / count:0.00} requests a project, managed memory at most {peak / 1024.0 / 1024:0} MiB (with the fake), listed and running: {listed} with {coolify.RequestCount - requests} requests"));
    }

    private static async Task<ProjectTemplate> TemplateAsync()
    {
        DirectoryInfo directory = Directory.CreateTempSubdirectory("coolify-fleet-");
        try
        {
            await File.WriteAllTextAsync(Path.Combine(directory.FullName, "compose.yaml"), Text);
            return await ProjectTemplate.LoadAsync(directory.FullName);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static void InterlockedMax(ref long target, long value)
    {
        long seen = Volatile.Read(ref target);
        while (value > seen)
        {
            long before = Interlocked.CompareExchange(ref target, value, seen);
            if (before == seen)
            {
                return;
            }

            seen = before;
        }
    }
}
