using Microsoft.Extensions.Hosting;

namespace Provisioning.Projects;

internal sealed class ProjectReconcilerHost : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.CompletedTask;
}
