namespace Provisioning.Coolify;

/// <summary>Looks whether a Coolify, the token and the options fit together, and says what to do about what does not. A keyed service under the provider's name. Thread-safe.</summary>
public interface ICoolifyDoctor
{
    /// <summary>
    /// Looks at everything, in about eight requests. Changes nothing: the abilities <c>write</c> and <c>deploy</c> are tried on a service that does not exist.
    /// </summary>
    /// <param name="cancellationToken">Cancels the looking.</param>
    /// <returns>What was found, in the order in which to mend it. Never throws because of what Coolify answers.</returns>
    Task<IReadOnlyList<CoolifyCheck>> ExamineAsync(CancellationToken cancellationToken = default);
}
