using Microsoft.Data.Sqlite;
using Provisioning.Projects.Sqlite;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Chooses one SQLite file as the store of the project service.</summary>
public static class SqliteProjectsBuilderExtensions
{
    /// <summary>Keeps records in one SQLite file, for one machine. The last store chosen counts.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="connectionString">The connection string, for instance <c>Data Source=projects.db</c>. A file that is not there is made, readable by its owner only.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentException">The connection string names no file, or cannot be read.</exception>
    public static IProjectsBuilder UseSqlite(this IProjectsBuilder builder, string connectionString)
    {
        ArgumentNullException.ThrowIfNull(builder);
        SqliteProjectStore.ThrowIfNoFile(connectionString);
        return builder.UseSqlite(_ => connectionString);
    }

    /// <summary>Keeps records in one SQLite file, for one machine. The last store chosen counts.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="connectionString">Gives the connection string once the host's services are there.</param>
    /// <returns>The builder.</returns>
    public static IProjectsBuilder UseSqlite(this IProjectsBuilder builder, Func<IServiceProvider, string> connectionString)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(connectionString);
        return builder.UseStore(services => new SqliteProjectStore(connectionString(services), services.GetRequiredService<TimeProvider>()));
    }

    /// <summary>Keeps records in one SQLite file, for one machine. The last store chosen counts.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="path">The file. One that is not there is made, readable by its owner only, and so is its folder.</param>
    /// <returns>The builder.</returns>
    public static IProjectsBuilder UseSqliteFile(this IProjectsBuilder builder, string path)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return builder.UseSqlite(new SqliteConnectionStringBuilder { DataSource = Path.GetFullPath(path) }.ToString());
    }
}
