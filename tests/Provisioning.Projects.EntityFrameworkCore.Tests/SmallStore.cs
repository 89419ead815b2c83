using Microsoft.Extensions.DependencyInjection;

namespace Provisioning.Projects.EntityFrameworkCore.Tests;

/// <summary>The store of Provisioning.Projects.Sqlite, as a host gets it.</summary>
internal static class SmallStore
{
    public static IProjectStore Open(string connectionString)
    {
        var services = new ServiceCollection();
        services.AddProvisioning().AddProjects(projects => projects.UseSqlite(connectionString));
        return services.BuildServiceProvider().GetRequiredService<IProjectStore>();
    }
}
