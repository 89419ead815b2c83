using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Provisioning.Projects;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the project service and its reconciler.</summary>
public static class ProjectsProvisioningBuilderExtensions
{
    /// <summary>Adds <see cref="IProjectService"/>, configured from the section <c>Provisioning:Projects</c>. Choose a store with the other overload. Can be called more than once.</summary>
    /// <param name="builder">The builder.</param>
    /// <returns>The builder.</returns>
    /// <remarks>Secrets are encrypted with the host's Data Protection: call <c>services.AddDataProtection()</c>, and keep its keys where a restart finds them.</remarks>
    public static IProvisioningBuilder AddProjects(this IProvisioningBuilder builder) => builder.AddProjects(static _ => { });

    /// <summary>Adds <see cref="IProjectService"/>, configured from the section <c>Provisioning:Projects</c>. Can be called more than once.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Chooses the store, for instance <c>projects => projects.UseInMemoryStore()</c>, and sets options.</param>
    /// <returns>The builder.</returns>
    /// <remarks>Secrets are encrypted with the host's Data Protection: call <c>services.AddDataProtection()</c>, and keep its keys where a restart finds them.</remarks>
    public static IProvisioningBuilder AddProjects(this IProvisioningBuilder builder, Action<IProjectsBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        IServiceCollection services = builder.Services;
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IConfigureOptions<ProjectServiceOptions>, ProjectServiceOptionsSetup>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ProjectServiceOptions>, ProjectServiceOptionsValidator>());
        services.AddOptionsWithValidateOnStart<ProjectServiceOptions>();
        services.TryAddSingleton<ProjectService>();
        services.TryAddSingleton<IProjectService>(static provider => provider.GetRequiredService<ProjectService>());
        configure(new ProjectsBuilder(services));
        return builder;
    }

    /// <summary>Adds the hosted service that finishes or abandons what dead hosts left, watches for drift, and purges what was archived long ago; configured from the section
    /// <c>Provisioning:Projects:Reconciler</c>. Can be called more than once.</summary>
    /// <param name="builder">The builder.</param>
    /// <returns>The builder.</returns>
    public static IProvisioningBuilder AddProjectReconciler(this IProvisioningBuilder builder) => builder.AddProjectReconciler(static _ => { });

    /// <summary>Adds the hosted service that finishes or abandons what dead hosts left, watches for drift, and purges what was archived long ago.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Sets options; runs after the configuration was bound.</param>
    /// <returns>The builder.</returns>
    public static IProvisioningBuilder AddProjectReconciler(this IProvisioningBuilder builder, Action<ProjectReconcilerOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        builder.AddProjects();
        IServiceCollection services = builder.Services;
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IConfigureOptions<ProjectReconcilerOptions>, ProjectReconcilerOptionsSetup>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ProjectReconcilerOptions>, ProjectReconcilerOptionsValidator>());
        services.AddOptionsWithValidateOnStart<ProjectReconcilerOptions>();
        services.PostConfigure(configure);
        services.TryAddSingleton<ProjectReconciler>();
        services.TryAddSingleton<IProjectReconciler>(static provider => provider.GetRequiredService<ProjectReconciler>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, ProjectReconcilerHost>());
        return builder;
    }
}
