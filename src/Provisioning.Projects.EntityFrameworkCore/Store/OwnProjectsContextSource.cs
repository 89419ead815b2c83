using Microsoft.EntityFrameworkCore;

namespace Provisioning.Projects.EntityFrameworkCore;

/// <summary>The project service's own context.</summary>
internal sealed class OwnProjectsContextSource(IDbContextFactory<ProvisioningProjectsDbContext> factory) : ProjectsContextSource
{
    internal override bool IsOwn => true;

    internal override async ValueTask<(DbContext Context, IAsyncDisposable Lease)> OpenAsync(CancellationToken cancellationToken)
    {
        ProvisioningProjectsDbContext context = await factory.CreateDbContextAsync(cancellationToken).ConfigureAwait(false);
        return (context, context);
    }
}
