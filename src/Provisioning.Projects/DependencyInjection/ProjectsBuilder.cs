using Microsoft.Extensions.DependencyInjection;

namespace Provisioning.Projects;

internal sealed class ProjectsBuilder(IServiceCollection services) : IProjectsBuilder
{
    public IServiceCollection Services { get; } = services;
}
