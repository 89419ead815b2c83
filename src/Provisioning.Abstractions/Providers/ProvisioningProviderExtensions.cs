namespace Provisioning;

/// <summary>Helpers over <see cref="IProvisioningProvider"/>.</summary>
public static class ProvisioningProviderExtensions
{
    /// <summary>Looks the project up and throws when it does not exist.</summary>
    /// <param name="provider">The provider.</param>
    /// <param name="projectId">The project.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The project.</returns>
    /// <exception cref="ProjectNotFoundException">The project does not exist.</exception>
    public static async Task<ProvisionedProject> GetAsync(this IProvisioningProvider provider, ProjectId projectId, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(provider);
        return await provider.FindAsync(projectId, cancellationToken).ConfigureAwait(false)
            ?? throw ProjectNotFoundException.For(projectId, provider.Metadata.ProviderName, ProvisioningOperationNames.Find);
    }

    /// <summary>Returns whether the provider has all the capabilities named.</summary>
    /// <param name="provider">The provider.</param>
    /// <param name="capabilities">The capabilities.</param>
    public static bool Supports(this IProvisioningProvider provider, ProvisioningCapabilities capabilities)
    {
        ArgumentNullException.ThrowIfNull(provider);
        return (provider.Metadata.Capabilities & capabilities) == capabilities;
    }

    /// <summary>Returns an object that the provider is made of; see <see cref="IProvisioningProvider.GetService"/>.</summary>
    /// <typeparam name="TService">The type asked for.</typeparam>
    /// <param name="provider">The provider.</param>
    /// <param name="serviceKey">A key, where a provider has several of that type.</param>
    /// <returns>The object, or <see langword="null"/>.</returns>
    public static TService? GetService<TService>(this IProvisioningProvider provider, object? serviceKey = null)
        where TService : class
    {
        ArgumentNullException.ThrowIfNull(provider);
        return provider.GetService(typeof(TService), serviceKey) as TService;
    }

    /// <summary>Observes the project until it is in a state, by asking again and again.</summary>
    /// <param name="provider">The provider.</param>
    /// <param name="projectId">The project.</param>
    /// <param name="state">The state waited for.</param>
    /// <param name="pollInterval">The time between two looks; <see langword="null"/> for one second.</param>
    /// <param name="timeProvider">The clock; <see langword="null"/> for the system's.</param>
    /// <param name="cancellationToken">Ends the waiting; there is no other limit.</param>
    /// <returns>The status in which the state was seen.</returns>
    /// <exception cref="ProjectNotFoundException">The project does not exist.</exception>
    public static async Task<ProjectStatus> WaitForStateAsync(
        this IProvisioningProvider provider,
        ProjectId projectId,
        ProjectState state,
        TimeSpan? pollInterval = null,
        TimeProvider? timeProvider = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(provider);
        while (true)
        {
            ProjectStatus status = await provider.GetStatusAsync(projectId, cancellationToken).ConfigureAwait(false);
            if (status.State == state)
            {
                return status;
            }

            await Task.Delay(pollInterval ?? TimeSpan.FromSeconds(1), timeProvider ?? TimeProvider.System, cancellationToken).ConfigureAwait(false);
        }
    }
}
