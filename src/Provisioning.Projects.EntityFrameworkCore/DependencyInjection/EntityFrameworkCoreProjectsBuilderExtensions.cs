using Microsoft.EntityFrameworkCore;
using Provisioning.Projects.EntityFrameworkCore;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Chooses a database through Entity Framework Core as the store of the project service.</summary>
public static class EntityFrameworkCoreProjectsBuilderExtensions
{
    /// <summary>
    /// Keeps records in a database of their own, which the store creates and migrates when it starts. The last store chosen counts.
    /// </summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Chooses the database: <c>db => db.UseSqlite("Data Source=projects.db")</c> for one machine, <c>db => db.UseNpgsql(...)</c> for several hosts.</param>
    /// <returns>The builder.</returns>
    /// <remarks>Values of parameters are never logged, whatever <paramref name="configure"/> says of it.</remarks>
    public static IProjectsBuilder UseEntityFrameworkCore(this IProjectsBuilder builder, Action<DbContextOptionsBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        return builder.UseEntityFrameworkCore((_, options) => configure(options));
    }

    /// <summary>
    /// Keeps records in a database of their own, which the store creates and migrates when it starts. The last store chosen counts.
    /// </summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Chooses the database, once the host's services are there.</param>
    /// <returns>The builder.</returns>
    /// <remarks>Values of parameters are never logged, whatever <paramref name="configure"/> says of it.</remarks>
    public static IProjectsBuilder UseEntityFrameworkCore(this IProjectsBuilder builder, Action<IServiceProvider, DbContextOptionsBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        builder.Services.AddPooledDbContextFactory<ProvisioningProjectsDbContext>((services, options) =>
        {
            configure(services, options);
            options.EnableSensitiveDataLogging(false);
        });
        return builder.UseStore(services => new EntityFrameworkCoreProjectStore(
            new OwnProjectsContextSource(services.GetRequiredService<IDbContextFactory<ProvisioningProjectsDbContext>>()),
            services.GetRequiredService<TimeProvider>()));
    }

    /// <summary>
    /// Keeps records in the host's own database. Its context calls <see cref="ProvisioningProjectsModelBuilderExtensions.UseProvisioningProjects"/>, and the host migrates it
    /// before the store is used. The last store chosen counts.
    /// </summary>
    /// <typeparam name="TContext">The context, over SQLite or PostgreSQL; registered with <c>AddDbContextFactory</c> or <c>AddDbContext</c>.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <returns>The builder.</returns>
    /// <remarks>Leave <see cref="DbContextOptionsBuilder.EnableSensitiveDataLogging"/> off in production: the host's log would hold the records, though no secret in plain text.</remarks>
    public static IProjectsBuilder UseEntityFrameworkCore<TContext>(this IProjectsBuilder builder)
        where TContext : DbContext
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.UseStore(static services => new EntityFrameworkCoreProjectStore(new HostProjectsContextSource<TContext>(services), services.GetRequiredService<TimeProvider>()));
    }
}
