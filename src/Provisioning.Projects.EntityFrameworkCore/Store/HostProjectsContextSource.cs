using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Provisioning.Projects.EntityFrameworkCore;

/// <summary>A host's context: from its factory when it has one, else from a scope.</summary>
internal sealed class HostProjectsContextSource<TContext>(IServiceProvider services) : ProjectsContextSource
    where TContext : DbContext
{
    private readonly IDbContextFactory<TContext>? _factory = services.GetService<IDbContextFactory<TContext>>();

    internal override bool IsOwn => false;

    internal override async ValueTask<(DbContext Context, IAsyncDisposable Lease)> OpenAsync(CancellationToken cancellationToken)
    {
        if (_factory is not null)
        {
            TContext made = await _factory.CreateDbContextAsync(cancellationToken).ConfigureAwait(false);
            return (made, made);
        }

        AsyncServiceScope scope = services.CreateAsyncScope();
        try
        {
            return (scope.ServiceProvider.GetRequiredService<TContext>(), scope);
        }
        catch
        {
            await scope.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }
}
