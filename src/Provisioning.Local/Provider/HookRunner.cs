using System.Globalization;
using Docker.DotNet.Models;
using Microsoft.Extensions.Logging;
using Provisioning.Local.Engine;
using Provisioning.Local.Storage;

namespace Provisioning.Local;

/// <summary>
/// Runs <c>post_start</c> and <c>pre_stop</c> as Compose does: one after the other in each container, and the first that fails ends the operation.
/// </summary>
#pragma warning disable CA1001 // The semaphore has no wait handle, so there is nothing to dispose.
internal sealed class HookRunner(OperationContext context, IEngineClient engine, ILogger logger)
{
    public const string PostStart = "post_start";
    public const string PreStop = "pre_stop";

    private const int LongestOutput = 500;

    private readonly SemaphoreSlim _writing = new(1);

    /// <summary>Writes down that a container's hooks are to be run, before it is started: a process that ends meanwhile leaves it running, and it must not count as started.</summary>
    public Task BeginPostStartAsync(DesiredService service, StackContainer container) =>
        service.Source.PostStart.Count == 0 || IsUnfinished(container.Id) ? Task.CompletedTask : UpdateAsync(unfinished => [.. unfinished, container.Id]);

    /// <summary>Returns whether a container was started by work that was cut off before all of its hooks were done.</summary>
    public bool IsUnfinished(string containerId) => context.Record?.UnfinishedHooks.Contains(containerId) == true;

    /// <summary>Runs the hooks of a container that has just been started.</summary>
    /// <exception cref="ServiceFailedException">One exited with another code than 0. The container is stopped, so that the next attempt starts it, and runs its hooks, again.</exception>
    public async Task RunPostStartAsync(DesiredService service, StackContainer container, TimeSpan? stopTimeout, CancellationToken cancellationToken)
    {
        if (service.Source.PostStart.Count == 0)
        {
            return;
        }

        try
        {
            foreach (StoredHook hook in service.Source.PostStart.Select(StoredHook.From))
            {
                await RunAsync(PostStart, service.Name, container.Id, container.Name, hook, cancellationToken).ConfigureAwait(false);
            }

            await UpdateAsync(unfinished => [.. unfinished.Where(id => id != container.Id)]).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is ServiceFailedException or EngineException)
        {
            // One that went on running would count as started, and its hooks as done.
            await engine.StopContainerAsync(container.Id, stopTimeout, cancellationToken).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Runs the hooks of a container that is to be stopped. One that does not run any more has none, and one whose start was cut off counts as not started.</summary>
    /// <exception cref="ServiceFailedException">One exited with another code than 0; the container runs on.</exception>
    public async Task RunPreStopAsync(ObservedContainer container, CancellationToken cancellationToken)
    {
        if (container.State != ServiceState.Running
            || IsUnfinished(container.Id)
            || context.Record?.Services.Find(service => service.Name == container.ServiceName) is not { PreStop: { Count: > 0 } hooks })
        {
            return;
        }

        try
        {
            foreach (StoredHook hook in hooks)
            {
                await RunAsync(PreStop, container.ServiceName, container.Id, container.Name, hook, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (EngineException exception) when (EngineErrors.IsNotFound(exception) || EngineErrors.IsNotRunning(exception))
        {
            // It ended by itself.
        }
    }

    // Services are started side by side, and the record is one.
    private async Task UpdateAsync(Func<List<string>, List<string>> change)
    {
        await _writing.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            await context.UpdateAsync(record => record with { UnfinishedHooks = change(record.UnfinishedHooks) }).ConfigureAwait(false);
        }
        finally
        {
            _writing.Release();
        }
    }

    private async Task RunAsync(string kind, string serviceName, string id, string name, StoredHook hook, CancellationToken cancellationToken)
    {
        context.Report(kind, ProvisioningProgressState.Started, serviceName);
        EngineExecResult result = await engine.ExecAsync(
            id,
            new ContainerExecCreateParameters
            {
                Cmd = hook.Command,
                User = hook.User ?? string.Empty,
                Privileged = hook.Privileged,
                WorkingDir = hook.WorkingDirectory ?? string.Empty,
                Env = hook.Environment,
                AttachStdout = true,
                AttachStderr = true,
            },
            cancellationToken).ConfigureAwait(false);
        if (result.ExitCode == 0)
        {
            Log.ActionCarriedOut(logger, context.ProjectId, kind, "container", name);
            context.Report(kind, ProvisioningProgressState.Succeeded, serviceName);
            return;
        }

        context.Report(kind, ProvisioningProgressState.Failed, serviceName);
        throw Failed(kind, serviceName, result);
    }

    private ServiceFailedException Failed(string kind, string serviceName, EngineExecResult result)
    {
        // Masked first and cut afterwards: the rest of a secret cannot be told from other text.
        string output = context.Masker.Mask(result.Output).Trim();
        string quoted = output.Length == 0 ? "It printed nothing." : $"It last printed: {(output.Length > LongestOutput ? "..." + output[^LongestOutput..] : output)}";
        string rest = context.WillRollBack ? string.Empty : kind == PostStart
            ? " The container was stopped, and is started again by the next attempt. Correct the hook and provision again."
            : " The container runs on. Correct the hook and provision again, or purge the project, which runs no hooks.";
        return new ServiceFailedException($"A {kind} hook of service '{serviceName}' of project '{context.ProjectId}' exited with code {result.ExitCode.ToString(CultureInfo.InvariantCulture)}. {quoted}{rest}")
        {
            ProviderName = context.ProviderName,
            ProjectId = context.ProjectId,
            OperationName = context.OperationName,
            Step = kind,
            ServiceName = serviceName,
            ExitCode = result.ExitCode,
        };
    }
}
