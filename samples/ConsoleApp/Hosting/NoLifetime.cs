using Microsoft.Extensions.Hosting;

namespace Provisioning.ConsoleApp;

/// <summary>The process ends with its command; signals are the business of <see cref="TerminationSignals"/>.</summary>
internal sealed class NoLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
