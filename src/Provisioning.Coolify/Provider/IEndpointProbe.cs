namespace Provisioning.Coolify;

/// <summary>Asks a public address of a project whether somebody answers there.</summary>
internal interface IEndpointProbe
{
    /// <summary>Asks once.</summary>
    /// <returns><see langword="null"/> when the project answers; otherwise why it does not.</returns>
    Task<string?> ProbeAsync(Uri address, TimeSpan timeout, CancellationToken cancellationToken);
}
