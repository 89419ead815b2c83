using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Provisioning.Projects;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Chooses the store of the project service, and sets its options.</summary>
public static class ProjectsBuilderExtensions
{
    /// <summary>Keeps records in memory, until the process ends: for tests and for trying things out.</summary>
    /// <param name="builder">The builder.</param>
    /// <returns>The builder.</returns>
    public static IProjectsBuilder UseInMemoryStore(this IProjectsBuilder builder) =>
        builder.UseStore(static services => new InMemoryProjectStore(services.GetRequiredService<TimeProvider>()));

    /// <summary>Keeps records in a store of this type, as a singleton. The last one chosen counts.</summary>
    /// <typeparam name="TStore">The store.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <returns>The builder.</returns>
    public static IProjectsBuilder UseStore<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TStore>(this IProjectsBuilder builder)
        where TStore : class, IProjectStore
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.RemoveAll<IProjectStore>();
        builder.Services.AddSingleton<IProjectStore, TStore>();
        return builder;
    }

    /// <summary>Keeps records in the store that a function makes, as a singleton. The last one chosen counts.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="factory">Makes the store.</param>
    /// <returns>The builder.</returns>
    public static IProjectsBuilder UseStore(this IProjectsBuilder builder, Func<IServiceProvider, IProjectStore> factory)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(factory);
        builder.Services.RemoveAll<IProjectStore>();
        builder.Services.AddSingleton(factory);
        return builder;
    }

    /// <summary>Sets options of the service; runs after the configuration was bound.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Sets them.</param>
    /// <returns>The builder.</returns>
    public static IProjectsBuilder Configure(this IProjectsBuilder builder, Action<ProjectServiceOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        builder.Services.PostConfigure(configure);
        return builder;
    }
}
