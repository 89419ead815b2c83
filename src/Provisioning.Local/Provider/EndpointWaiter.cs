using System.Globalization;
using Docker.DotNet.Models;
using Provisioning.Compose;

namespace Provisioning.Local;

/// <summary>Waits until the endpoints answer whose template says how (<c>ready</c>), after all services are ready.</summary>
internal sealed class EndpointWaiter(LocalBackend backend, OperationContext context)
{
    // How long a container may be down before a wait for it is given up.
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(1);

    /// <summary>Waits for all of them at the same time; the first that fails ends the waiting for the others.</summary>
    /// <param name="template">The template.</param>
    /// <param name="find">Returns where a port of a service is published.</param>
    /// <exception cref="ServiceFailedException">One did not answer in its time, or its service ended meanwhile.</exception>
    public async Task WaitAsync(ResolvedTemplate template, Func<string, int, EndpointAddress?> find)
    {
        TemplateEndpoint[] endpoints = [.. Asked(template)];
        if (endpoints.Length == 0)
        {
            return;
        }

        using var probe = new EndpointProbe(backend.TimeProvider);
        using var abort = CancellationTokenSource.CreateLinkedTokenSource(context.Token);
        IReadOnlyList<ObservedContainer> containers = await backend.ObserveContainersAsync(context.ProjectId, context.Token).ConfigureAwait(false);
#pragma warning disable CA2025 // All of them have ended when WhenAll has.
        Task[] waits = [.. endpoints.Select(endpoint => WaitAsync(probe, endpoint, find(endpoint.ServiceName, endpoint.Port), containers, abort))];
#pragma warning restore CA2025
        try
        {
            await Task.WhenAll(waits).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!context.Token.IsCancellationRequested)
        {
            throw waits.Where(wait => wait.IsFaulted).SelectMany(wait => wait.Exception!.InnerExceptions).First();
        }
    }

    /// <summary>The endpoints that are tried: their services run, and they say how.</summary>
    public static IEnumerable<TemplateEndpoint> Asked(ResolvedTemplate template) => template.Manifest.Endpoints.Where(endpoint =>
        endpoint.Readiness is not null && template.Project.Services.TryGetValue(endpoint.ServiceName, out ComposeService? service) && Mapping.ResourceNames.Replicas(service) > 0);

    private async Task WaitAsync(EndpointProbe probe, TemplateEndpoint endpoint, EndpointAddress? address, IReadOnlyList<ObservedContainer> containers, CancellationTokenSource abort)
    {
        try
        {
            TemplateReadiness readiness = endpoint.Readiness!;
            long began = backend.TimeProvider.GetTimestamp();
            long looked = began;
            context.Report("ready", ProvisioningProgressState.Started, endpoint.Name);
            string? problem = "its port is not published";
            while (address is null || (problem = await probe.TryAsync(readiness, address, abort.Token).ConfigureAwait(false)) is not null)
            {
                if (address is null || backend.TimeProvider.GetElapsedTime(began) + readiness.Interval > readiness.Timeout)
                {
                    throw await FailedAsync(endpoint, address, problem!, containers).ConfigureAwait(false);
                }

                if (backend.TimeProvider.GetElapsedTime(looked) >= LookAgain)
                {
                    await RequireRunningAsync(endpoint, containers, abort.Token).ConfigureAwait(false);
                    looked = backend.TimeProvider.GetTimestamp();
                }

                await Task.Delay(readiness.Interval, backend.TimeProvider, abort.Token).ConfigureAwait(false);
            }

            context.Report("ready", ProvisioningProgressState.Succeeded, endpoint.Name);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            context.Report("ready", ProvisioningProgressState.Failed, endpoint.Name);
            await abort.CancelAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async Task RequireRunningAsync(TemplateEndpoint endpoint, IReadOnlyList<ObservedContainer> containers, CancellationToken cancellationToken)
    {
        foreach (ObservedContainer container in containers.Where(container => container.ServiceName == endpoint.ServiceName))
        {
            ContainerInspectResponse? found = await backend.Reader.InspectContainerAsync(container.Id, cancellationToken).ConfigureAwait(false);
            if (found?.State is not { Status: "running" or "restarting" or "paused" })
            {
                throw await backend.Failure.EndpointFailedAsync(context, endpoint, container, found is null ? "its container was removed by somebody else" : $"it exited with code {found.State?.ExitCode.ToString(CultureInfo.InvariantCulture)}", found?.State?.ExitCode).ConfigureAwait(false);
            }
        }
    }

    private Task<ServiceFailedException> FailedAsync(TemplateEndpoint endpoint, EndpointAddress? address, string problem, IReadOnlyList<ObservedContainer> containers)
    {
        TemplateReadiness readiness = endpoint.Readiness!;
        string what = address is null ? string.Empty : readiness.HttpPath is { } path ? $" GET http://{EndpointProbe.Authority(address)}{path}" : $" a connection to {EndpointProbe.Authority(address)}";
        return backend.Failure.EndpointFailedAsync(
            context,
            endpoint,
            containers.FirstOrDefault(container => container.ServiceName == endpoint.ServiceName),
            string.Create(CultureInfo.InvariantCulture, $"it did not answer{what} within {readiness.Timeout.TotalSeconds:0.###} s (last: {problem})"),
            exitCode: null);
    }
}
