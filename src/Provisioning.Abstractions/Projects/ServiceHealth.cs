namespace Provisioning;

/// <summary>What a service's health check says.</summary>
public enum ServiceHealth
{
    /// <summary>The service has no health check, or does not run.</summary>
    None = 0,

    /// <summary>No result yet.</summary>
    Starting,

    /// <summary>The last check passed.</summary>
    Healthy,

    /// <summary>The checks failed as often as the template allows.</summary>
    Unhealthy,
}
