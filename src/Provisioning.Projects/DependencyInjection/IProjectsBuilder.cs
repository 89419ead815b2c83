namespace Microsoft.Extensions.DependencyInjection;

/// <summary>What <c>AddProjects(...)</c> hands out: the store is chosen on it.</summary>
public interface IProjectsBuilder
{
    /// <summary>Gets the host's services.</summary>
    IServiceCollection Services { get; }
}
