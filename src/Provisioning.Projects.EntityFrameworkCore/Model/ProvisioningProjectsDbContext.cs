using Microsoft.EntityFrameworkCore;

namespace Provisioning.Projects.EntityFrameworkCore;

/// <summary>The project service's own database, for hosts that give it one. Its migrations are in this package, for SQLite and PostgreSQL; the store applies them when it starts.</summary>
/// <param name="options">The options.</param>
public sealed class ProvisioningProjectsDbContext(DbContextOptions<ProvisioningProjectsDbContext> options) : DbContext(options)
{
    /// <inheritdoc/>
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        ArgumentNullException.ThrowIfNull(modelBuilder);
        modelBuilder.UseProvisioningProjects();
    }
}
