using System.Collections.Concurrent;
using Provisioning.Testing.Conformance;

namespace Provisioning.Testing.Tests;

public class InMemoryConformanceFixture : ProviderConformanceFixture
{
    private readonly InMemoryBackend _backend = new();
    private readonly ConcurrentDictionary<ProjectId, TaskCompletionSource> _gates = new();

    public override TimeSpan PollInterval => TimeSpan.FromMilliseconds(5);

    protected override string Image => "busybox:local";

    public override Task<IProvisioningProvider> CreateProviderAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IProvisioningProvider>(new InMemoryProvisioningProvider(new InMemoryProviderOptions { Backend = _backend, ServiceBehavior = Behave }));

    public override Task WriteDataAsync(ProjectId projectId, string key, string value, CancellationToken cancellationToken)
    {
        (_backend.FindVolume(projectId, "data") ?? throw new InvalidOperationException($"Project '{projectId}' has no volume.")).Write(key, value);
        return Task.CompletedTask;
    }

    public override Task<string?> ReadDataAsync(ProjectId projectId, string key, CancellationToken cancellationToken) =>
        Task.FromResult(_backend.FindVolume(projectId, "data") is { } volume && volume.TryRead(key, out string? value) ? value : null);

    public override Task<IReadOnlyList<ConformanceResource>> ListResourcesAsync(ProjectId projectId, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<ConformanceResource>>([.. _backend.ListResources(projectId).Select(line => line.Split(' ')).Select(parts => new ConformanceResource
        {
            Kind = parts[0],
            Name = parts[1],
            Identity = parts[2],
            ServiceName = parts[0] == "container" ? parts[1] : null,
        })]);

    public override Task<string?> ReadEnvironmentAsync(ProjectId projectId, string serviceName, string variable, CancellationToken cancellationToken) =>
        Task.FromResult(_backend.FindEnvironment(projectId, serviceName)?.GetValueOrDefault(variable));

    public override Task KillServiceAsync(ProjectId projectId, string serviceName, CancellationToken cancellationToken)
    {
        _backend.Crash(projectId, serviceName);
        return Task.CompletedTask;
    }

    public override async Task<ConformanceDecoys> CreateDecoysAsync(ProjectId projectId, CancellationToken cancellationToken)
    {
        ProjectId[] decoys = [.. new[] { projectId.Value + "-2", projectId.Value + "x", "x" + projectId.Value }.Select(ProjectId.Parse)];
        foreach (ProjectId decoy in decoys)
        {
            await Provider.ProvisionAsync(new ProvisionRequest { ProjectId = decoy, Template = CreateTemplate(ConformanceTemplate.Minimal) }, cancellationToken: cancellationToken);
        }

        return new Decoys(Provider, _backend, decoys);
    }

    public override Task ReleaseAsync(ProjectId projectId, CancellationToken cancellationToken)
    {
        Gate(projectId).TrySetResult();
        return Task.CompletedTask;
    }

    private TaskCompletionSource Gate(ProjectId projectId) => _gates.GetOrAdd(projectId, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));

    // The simulation runs no commands, so what the templates' commands do is said here.
    private InMemoryServiceBehavior Behave(InMemoryServiceContext service)
    {
        string template = service.TemplateName;
        var behavior = new InMemoryServiceBehavior
        {
            WaitUntilReady = template == "conformance-gated" ? token => Gate(service.ProjectId).Task.WaitAsync(token) : null,
            Unhealthy = template == "conformance-unhealthy",
        };
        if (template == "conformance-failing")
        {
            behavior.ExitCode = 3;
            behavior.ErrorLines.Add("last words");
        }
        else
        {
            behavior.OutputLines.Add(service.ServiceName + " says hello");
            behavior.ErrorLines.Add(service.ServiceName + " complains");
        }

        return behavior;
    }

    private sealed class Decoys(IProvisioningProvider provider, InMemoryBackend backend, ProjectId[] projects) : ConformanceDecoys
    {
        private readonly Dictionary<ProjectId, IReadOnlyList<string>> _before = projects.ToDictionary(project => project, backend.ListResources);

        public override int Count => projects.Length;

        public override Task<IReadOnlyList<string>> ListDamagedAsync(CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<string>>([.. _before.Where(pair => !backend.ListResources(pair.Key).SequenceEqual(pair.Value)).Select(pair => pair.Key.Value)]);

        protected override async ValueTask RemoveAsync()
        {
            foreach (ProjectId project in projects)
            {
                await provider.PurgeAsync(project);
            }
        }
    }
}
