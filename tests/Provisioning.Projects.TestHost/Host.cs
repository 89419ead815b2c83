using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Provisioning.Projects.TestHost;

/// <summary>A host with the project service over the file backend.</summary>
public sealed class Host : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    public Host(HostOptions options)
    {
        Directory.CreateDirectory(Path.Combine(options.Folder, "backend"));
        Points = new KillPoints(options.KillAt);
        Backend = new FileProvider(Path.Combine(options.Folder, "backend"), Points, options.Work);
        ConfigurationManager configuration = new() { ["Provisioning:Provider"] = options.OtherBackend?.Name ?? FileProvider.Name };
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<TimeProvider>(new OffsetTimeProvider(options.ClockOffset));
        services.AddDataProtection().PersistKeysToFileSystem(new DirectoryInfo(Path.Combine(options.Folder, "keys"))).SetApplicationName("tests");
        IProvisioningBuilder builder = services.AddProvisioning(configuration.GetSection("Provisioning"));
        if (options.OtherBackend is { } other)
        {
            other.Add(builder);
            builder.Use((inner, _) => new KillingProvider(inner, Points, Path.Combine(options.Folder, "backend", "calls.log")));
        }
        else
        {
            builder.AddProvider(FileProvider.Name, (_, _) => Backend);
        }

        builder.AddProjects(projects =>
        {
            string file = $"Data Source={Path.Combine(options.Folder, "projects.db")}";
            _ = options.Store switch
            {
                "sqlite" => projects.UseSqlite(options.ConnectionString ?? file),
                "ef-sqlite" => projects.UseEntityFrameworkCore(db => db.UseSqlite(options.ConnectionString ?? file)),
                "postgres" => projects.UseEntityFrameworkCore(db => db.UseNpgsql(options.ConnectionString!)),
                _ => throw new ArgumentException($"There is no store '{options.Store}'.", nameof(options)),
            };

            projects.Configure(service => service.PollInterval = TimeSpan.FromMilliseconds(50));

            // Points are counted around the store that was chosen.
            ServiceDescriptor chosen = services.Last(service => service.ServiceType == typeof(IProjectStore));
            projects.UseStore(provider => new KillingStore((IProjectStore)chosen.ImplementationFactory!(provider), Points));
        });
        builder.AddProjectReconciler(reconciler => reconciler.Mode = ProjectReconcilerMode.Report);
        _services = services.BuildServiceProvider();
    }

    public KillPoints Points { get; }

    public FileProvider Backend { get; }

    public IProjectService Service => _services.GetRequiredService<IProjectService>();

    public IProjectReconciler Reconciler => _services.GetRequiredService<IProjectReconciler>();

    public IProvisioningProvider Provider => _services.GetRequiredService<IProvisioningProvider>();

    public IProjectStore Store => _services.GetRequiredService<IProjectStore>();

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
