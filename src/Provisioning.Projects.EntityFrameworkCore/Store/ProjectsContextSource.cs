using Microsoft.EntityFrameworkCore;

namespace Provisioning.Projects.EntityFrameworkCore;

/// <summary>Gives the store a context for one piece of work.</summary>
internal abstract class ProjectsContextSource
{
    /// <summary>Gets whether the database is the project service's own, so that the store migrates it.</summary>
    internal abstract bool IsOwn { get; }

    /// <summary>Opens a context. What is returned with it is disposed of after the work.</summary>
    internal abstract ValueTask<(DbContext Context, IAsyncDisposable Lease)> OpenAsync(CancellationToken cancellationToken);
}
