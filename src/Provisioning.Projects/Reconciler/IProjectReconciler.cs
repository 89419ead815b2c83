namespace Provisioning.Projects;

/// <summary>Brings projects back to what they shall be, one round at a time. <c>AddProjectReconciler()</c> runs rounds in the background; this runs one now.</summary>
public interface IProjectReconciler
{
    /// <summary>Runs a round: takes up what dead hosts left, looks for drift, heals, purges and prunes, as the options say.</summary>
    /// <param name="cancellationToken">Ends the round; operations that it has begun go on.</param>
    /// <returns>What it found and did.</returns>
    Task<ProjectReconcileResult> ReconcileAsync(CancellationToken cancellationToken = default);
}
