using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Provisioning.AspNetCore;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps the project service to HTTP.</summary>
public static class ProjectsEndpointRouteBuilderExtensions
{
    /// <summary>Maps projects, their operations and the templates to <c>/projects</c>, <c>/operations</c> and <c>/templates</c>.</summary>
    /// <param name="endpoints">Where to.</param>
    /// <returns>A builder for conventions that hold for all of them, for instance <c>RequireAuthorization()</c>.</returns>
    public static IEndpointConventionBuilder MapProjects(this IEndpointRouteBuilder endpoints) => endpoints.MapProjects("/projects");

    /// <summary>Maps projects to a path, and <c>operations</c> and <c>templates</c> beside it: with <c>/api/projects</c> they are <c>/api/operations</c> and <c>/api/templates</c>.</summary>
    /// <param name="endpoints">Where to.</param>
    /// <param name="pattern">The path of the projects: literal segments, the last one not <c>operations</c> or <c>templates</c>.</param>
    /// <returns>A builder for conventions that hold for all of them, for instance <c>RequireAuthorization()</c>.</returns>
    /// <exception cref="InvalidOperationException"><c>AddProjectsApi()</c> was not called.</exception>
    public static IEndpointConventionBuilder MapProjects(this IEndpointRouteBuilder endpoints, string pattern)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentException.ThrowIfNullOrWhiteSpace(pattern);
        string projects = "/" + pattern.Trim('/');
        string parent = projects[..(projects.LastIndexOf('/') + 1)];
        if (projects.Length == 1 || projects.AsSpan().ContainsAny('{', '}') || projects[parent.Length..] is "operations" or "templates")
        {
            throw new ArgumentException("The path of the projects is made of literal segments, the last one not 'operations' or 'templates'.", nameof(pattern));
        }

        if (endpoints.ServiceProvider.GetService<TemplateCatalog>() is null)
        {
            throw new InvalidOperationException("MapProjects() needs its services: call builder.Services.AddProjectsApi().");
        }

        return new ProjectEndpoints(endpoints.ServiceProvider, projects, parent + "operations", parent + "templates").Map(endpoints);
    }
}
