namespace Provisioning;

/// <summary>What happens to what was made when provisioning fails. Volumes are never part of a clean-up.</summary>
public enum FailurePolicy
{
    /// <summary>Everything stays, so that it can be looked at and repaired.</summary>
    Keep = 0,

    /// <summary>The project goes back to its last good revision; <see cref="NotSupportedException"/> where the provider lacks <see cref="ProvisioningCapabilities.RollBack"/>.</summary>
    RollBack,
}
