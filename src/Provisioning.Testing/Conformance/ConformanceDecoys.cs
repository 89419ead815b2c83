namespace Provisioning.Testing.Conformance;

/// <summary>
/// Things at the backend that are not the project's and look much like it: names that begin with, end with or contain the project's, labels that nearly match.
/// Disposing removes them.
/// </summary>
public abstract class ConformanceDecoys : IAsyncDisposable
{
    /// <summary>Gets how many were made; at least one.</summary>
    public abstract int Count { get; }

    /// <summary>Looks for every decoy and names those that are gone or changed.</summary>
    /// <param name="cancellationToken">Stops the looking.</param>
    /// <returns>The names; empty when all are untouched.</returns>
    public abstract Task<IReadOnlyList<string>> ListDamagedAsync(CancellationToken cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await RemoveAsync().ConfigureAwait(false);
        GC.SuppressFinalize(this);
    }

    /// <summary>Removes the decoys.</summary>
    /// <returns>A task that ends when they are gone.</returns>
    protected abstract ValueTask RemoveAsync();
}
