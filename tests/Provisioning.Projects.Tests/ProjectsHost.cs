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

    private readonly ConcurrentDictionary<ProjectId, int> _active = new();

    public bool IsRestarted { get; set; }

    /// <summary>The greatest number of calls that worked on one project at once.</summary>
    public int MostAtOnce { get; private set; }

    public int Count(string call) => Calls.Count(made => made == call);

    public void Enter(ProjectId projectId)
    {
        int active = _active.AddOrUpdate(projectId, 1, (_, count) => count + 1);
        lock (_active)
        {
            MostAtOnce = Math.Max(MostAtOnce, active);
        }
    }

    public void Leave(ProjectId projectId) => _active.AddOrUpdate(projectId, 0, (_, count) => count - 1);
}

/// <summary>One host: a project service as an application has it.</summary>
internal sealed class ProjectsHost : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    public ProjectsHost(Shared shared, Action<ProjectServiceOptions>? configure = null, Action<ProjectReconcilerOptions>? reconcile = null, ILoggerProvider? logs = null, IProjectStore? store = null, TimeProvider? time = null, bool logCalls = true, Func<IProvisioningProvider, IProvisioningProvider>? around = null)
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
        services.AddSingleton(time ?? shared.Time);
        services.AddSingleton(shared.Keys);
        IProvisioningBuilder builder = services.AddProvisioning().Use((provider, _) => new CountingProvider(provider, shared)).UseOpenTelemetry();
        if (around is not null)
        {
            builder.Use((provider, _) => around(provider));
        }

        if (logCalls)
        {
            builder.UseLogging();
        }

        builder
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

    /// <summary>Counts the calls that change something, and how many of them work on one project at once.</summary>
    private sealed class CountingProvider(IProvisioningProvider inner, Shared shared) : DelegatingProvisioningProvider(inner)
    {
        public override Task<ProvisionedProject> ProvisionAsync(ProvisionRequest request, ProvisioningOperationOptions? options = null, CancellationToken cancellationToken = default) =>
            AroundAsync("provision", request.ProjectId, () => base.ProvisionAsync(request, options, cancellationToken));

        public override Task<ProvisionedProject> StartAsync(ProjectId projectId, ProvisioningOperationOptions? options = null, CancellationToken cancellationToken = default) =>
            AroundAsync("start", projectId, () => base.StartAsync(projectId, options, cancellationToken));

        public override Task<ProvisionedProject> StopAsync(ProjectId projectId, ProvisioningOperationOptions? options = null, CancellationToken cancellationToken = default) =>
            AroundAsync("stop", projectId, () => base.StopAsync(projectId, options, cancellationToken));

        public override Task<ProvisionedProject?> DeleteAsync(ProjectId projectId, ProvisioningOperationOptions? options = null, CancellationToken cancellationToken = default) =>
            AroundAsync("delete", projectId, () => base.DeleteAsync(projectId, options, cancellationToken));

        public override Task<ProvisionedProject> RestoreAsync(ProjectId projectId, ProvisioningOperationOptions? options = null, CancellationToken cancellationToken = default) =>
            AroundAsync("restore", projectId, () => base.RestoreAsync(projectId, options, cancellationToken));

        public override Task<PurgeResult> PurgeAsync(ProjectId projectId, ProvisioningOperationOptions? options = null, CancellationToken cancellationToken = default) =>
            AroundAsync("purge", projectId, () => base.PurgeAsync(projectId, options, cancellationToken));

        public override IAsyncEnumerable<ProvisionedProject> ListAsync(ProjectListOptions? options = null, CancellationToken cancellationToken = default)
        {
            shared.Calls.Enqueue("list");
            return base.ListAsync(options, cancellationToken);
        }

        private async Task<T> AroundAsync<T>(string name, ProjectId projectId, Func<Task<T>> call)
        {
            shared.Calls.Enqueue(name);
            shared.Enter(projectId);
            try
            {
                return await call();
            }
            finally
            {
                shared.Leave(projectId);
            }
        }
    }
}
