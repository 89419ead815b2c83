namespace Provisioning.Compose;

/// <summary>What a service needs of another one before it is started.</summary>
public sealed class ComposeDependency
{
    /// <summary>Gets <c>service_started</c>, <c>service_healthy</c> or <c>service_completed_successfully</c>.</summary>
    public string Condition { get; init; } = "service_started";

    /// <summary>Gets whether the service is restarted when the other one is.</summary>
    public bool Restart { get; init; }

    /// <summary>Gets whether a missing or failing one is an error; the default is <see langword="true"/>.</summary>
    public bool Required { get; init; } = true;
}
