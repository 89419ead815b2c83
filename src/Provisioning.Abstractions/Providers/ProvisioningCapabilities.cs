namespace Provisioning;

/// <summary>What a provider can do beyond the verbs that every provider has.</summary>
[Flags]
public enum ProvisioningCapabilities
{
    /// <summary>Nothing beyond the verbs.</summary>
    None = 0,

    /// <summary>Generates secrets that the template declares and the request does not bring, and keeps them with the project.</summary>
    StoredSecrets = 1 << 0,

    /// <summary>Leases host ports and keeps them with the project.</summary>
    PortLeases = 1 << 1,

    /// <summary>Follows logs as they are written.</summary>
    FollowLogs = 1 << 2,

    /// <summary>Carries out <see cref="FailurePolicy.RollBack"/>.</summary>
    RollBack = 1 << 3,

    /// <summary>Purges with proof: what is gone was looked for at the place where it was.</summary>
    VerifiedPurge = 1 << 4,

    /// <summary>Carries out <see cref="ProvisionRequest.AdoptExisting"/>; a provider without it refuses such requests with <see cref="NotSupportedException"/>.</summary>
    AdoptExisting = 1 << 5,
}
