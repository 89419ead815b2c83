namespace Provisioning.Coolify;

/// <summary>What a check came to.</summary>
public enum CoolifyCheckResult
{
    /// <summary>All is well.</summary>
    Ok,

    /// <summary>Projects can be provisioned, but something will go wrong or get lost one day.</summary>
    Warning,

    /// <summary>Projects cannot be provisioned.</summary>
    Failed,
}
