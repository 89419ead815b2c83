using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Provisioning.Projects;

/// <summary>Runs rounds of the reconciler while the host runs: one at once, for what the last process left, then one each interval.</summary>
internal sealed class ProjectReconcilerHost(IProjectReconciler reconciler, IOptionsMonitor<ProjectReconcilerOptions> options, TimeProvider timeProvider, ILogger<ProjectReconcilerHost> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            try
            {
                await reconciler.ReconcileAsync(stoppingToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                // The next round may be luckier; a host must not end because its store has a pause.
                Log.RoundFailed(logger, (exception as ProvisioningException)?.ErrorCode.Value ?? exception.GetType().Name, exception.Message);
            }

            await Task.Delay(options.CurrentValue.Interval, timeProvider, stoppingToken).ConfigureAwait(false);
        }
    }
}
