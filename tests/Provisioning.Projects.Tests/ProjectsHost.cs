using System.Collections.Concurrent;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Provisioning.Testing;

namespace Provisioning.Projects.Tests;

/// <summary>What several hosts share: the store, the backend, the keys.</summary>
internal sealed class Shared
{
    public IProjectStore Store { get; init; } = new InMemoryProjectStore();

    public InMemoryBackend Backend { get; } = new();

    public IDataProtectionProvider Keys { get; init; } = new EphemeralDataProtectionProvider();

    public TimeProvider Time { get; init; } = TimeProvider.System;

    public InMemoryProviderOptions ProviderOptions { get; } = new();

    /// <summary>The calls that reached the backend, by name.</summary>
    public ConcurrentQueue<string> Calls { get; } = new();

    public int Count(string call) => Calls.Count(made => made == call);
}

/// <summary>One host: a project service as an application has it.</summary>
internal sealed class ProjectsHost : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    public ProjectsHost(Shared shared, Action<ProjectServiceOptions>? configure = null, Action<ProjectReconcilerOptions>? reconcile = null, ILoggerProvider? logs = null, IProjectStore? store = null)
    {
        var services = new ServiceCollection();
        services.AddLogging(logging =>
        {
            logging.SetMinimumLevel(LogLevel.Trace);
            if (logs is not null)
            {
                logging.AddProvider(logs);
            }
        });
        services.AddSingleton(shared.Time);
        services.AddSingleton(shared.Keys);
        services.AddProvisioning()
            .Use((provider, _) => new CountingProvider(provider, shared.Calls))
            .UseLogging()
            .UseOpenTelemetry()
            .AddInMemory(options =>
            {
                options.Backend = shared.Backend;
                options.BeforeStep = shared.ProviderOptions.BeforeStep;
                options.ServiceBehavior = shared.ProviderOptions.ServiceBehavior;
            })
            .AddProjects(projects => projects.UseStore(_ => store ?? shared.Store).Configure(options =>
            {
                options.PollInterval = TimeSpan.FromMilliseconds(20);
                configure?.Invoke(options);
            }))
            .AddProjectReconciler(options => reconcile?.Invoke(options));
        _services = services.BuildServiceProvider();
        Projects = _services.GetRequiredService<IProjectService>();
    }

    public IProjectService Projects { get; }

    public IProjectReconciler Reconciler => _services.GetRequiredService<IProjectReconciler>();

    public IServiceProvider Services => _services;

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    private sealed class CountingProvider(IProvisioningProvider inner, ConcurrentQueue<string> calls) : DelegatingProvisioningProvider(inner)
    {
        public override Task<ProvisionedProject> ProvisionAsync(ProvisionRequest request, ProvisioningOperationOptions? options = null, CancellationToken cancellationToken = default)
        {
            calls.Enqueue("provision");
            return base.ProvisionAsync(request, options, cancellationToken);
        }

        public override Task<ProvisionedProject> StartAsync(ProjectId projectId, ProvisioningOperationOptions? options = null, CancellationToken cancellationToken = default)
        {
            calls.Enqueue("start");
            return base.StartAsync(projectId, options, cancellationToken);
        }

        public override Task<ProvisionedProject> StopAsync(ProjectId projectId, ProvisioningOperationOptions? options = null, CancellationToken cancellationToken = default)
        {
            calls.Enqueue("stop");
            return base.StopAsync(projectId, options, cancellationToken);
        }

        public override Task<ProvisionedProject?> DeleteAsync(ProjectId projectId, ProvisioningOperationOptions? options = null, CancellationToken cancellationToken = default)
        {
            calls.Enqueue("delete");
            return base.DeleteAsync(projectId, options, cancellationToken);
        }

        public override Task<ProvisionedProject> RestoreAsync(ProjectId projectId, ProvisioningOperationOptions? options = null, CancellationToken cancellationToken = default)
        {
            calls.Enqueue("restore");
            return base.RestoreAsync(projectId, options, cancellationToken);
        }

        public override Task<PurgeResult> PurgeAsync(ProjectId projectId, ProvisioningOperationOptions? options = null, CancellationToken cancellationToken = default)
        {
            calls.Enqueue("purge");
            return base.PurgeAsync(projectId, options, cancellationToken);
        }

        public override IAsyncEnumerable<ProvisionedProject> ListAsync(ProjectListOptions? options = null, CancellationToken cancellationToken = default)
        {
            calls.Enqueue("list");
            return base.ListAsync(options, cancellationToken);
        }
    }
}
