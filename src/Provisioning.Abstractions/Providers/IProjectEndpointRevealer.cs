namespace Provisioning;

/// <summary>
/// Gives the addresses of a project's endpoints with their secrets, which <see cref="ProjectEndpoint.Url"/> shows as <c>***</c>. An optional feature:
/// ask a provider for it with <c>provider.GetService&lt;IProjectEndpointRevealer&gt;()</c>; <see langword="null"/> where the provider cannot read its secrets back.
/// </summary>
public interface IProjectEndpointRevealer
{
    /// <summary>Reads the full addresses.</summary>
    /// <param name="projectId">The project.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The address of each endpoint, by the endpoint's name; also of those that hold no secret.</returns>
    /// <exception cref="ProjectNotFoundException">The project does not exist.</exception>
    Task<IReadOnlyDictionary<string, Secret>> RevealEndpointsAsync(ProjectId projectId, CancellationToken cancellationToken = default);
}
