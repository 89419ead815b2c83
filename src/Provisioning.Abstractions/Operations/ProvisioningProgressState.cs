namespace Provisioning;

/// <summary>How far a step of an operation is.</summary>
public enum ProvisioningProgressState
{
    /// <summary>The step has begun.</summary>
    Started = 0,

    /// <summary>The step goes on; <see cref="ProvisioningProgress.Fraction"/> or the message says more.</summary>
    Running,

    /// <summary>The step is done.</summary>
    Succeeded,

    /// <summary>Nothing had to be done.</summary>
    Skipped,

    /// <summary>The step failed.</summary>
    Failed,
}
