using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Provisioning.AspNetCore;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds what <c>MapProjects()</c> needs.</summary>
public static class ProjectsApiServiceCollectionExtensions
{
    /// <summary>Adds the services behind <c>MapProjects()</c>. Can be repeated.</summary>
    /// <param name="services">The services, to which <c>AddProvisioning()</c> with a provider and the project service are added too.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddProjectsApi(this IServiceCollection services) => services.AddProjectsApi(static _ => { });

    /// <summary>Adds the services behind <c>MapProjects()</c>. Can be repeated.</summary>
    /// <param name="services">The services, to which <c>AddProvisioning()</c> with a provider and the project service are added too.</param>
    /// <param name="configure">Sets templates, policies and times.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddProjectsApi(this IServiceCollection services, Action<ProjectsApiOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        services.AddOptions<ProjectsApiOptions>().Configure(configure).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ProjectsApiOptions>, ProjectsApiOptionsValidator>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IConfigureOptions<JsonOptions>, JsonOptionsSetup>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<TemplateCatalog>();
        return services;
    }

    // OpenAPI documents read shapes from the host's JSON options; what is sent does not depend on them.
    private sealed class JsonOptionsSetup : IConfigureOptions<JsonOptions>
    {
        public void Configure(JsonOptions options) => options.SerializerOptions.TypeInfoResolverChain.Insert(0, ProjectsJson.Default);
    }
}
