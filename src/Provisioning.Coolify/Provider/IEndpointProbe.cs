using Provisioning.Compose;

namespace Provisioning.Coolify;

/// <summary>Asks a public address of a project whether somebody answers there.</summary>
internal interface IEndpointProbe
{
    /// <summary>Asks once.</summary>
    /// <param name="address">The address.</param>
    /// <param name="expected">What the template says of the answer; <see langword="null"/> for any answer that is the project's own.</param>
    /// <param name="timeout">How long the answer may take.</param>
    /// <param name="cancellationToken">Cancels the question.</param>
    /// <returns><see langword="null"/> when the project answers; otherwise why it does not.</returns>
    Task<string?> ProbeAsync(Uri address, TemplateReadiness? expected, TimeSpan timeout, CancellationToken cancellationToken);
}
