namespace Provisioning;

/// <summary>How an operation is carried out.</summary>
public sealed class ProvisioningOperationOptions
{
    /// <summary>Gets or sets who is told of each step. Called from any thread; an exception it throws is ignored.</summary>
    public IProgress<ProvisioningProgress>? Progress { get; set; }

    /// <summary>Gets or sets the time after which the operation fails with <see cref="ProvisioningErrorCode.TimedOut"/>; <see langword="null"/> for the provider's default.</summary>
    public TimeSpan? Timeout { get; set; }

    /// <summary>Gets or sets the caller's name for the operation, for logs and for who is told "busy"; <see langword="null"/> for a generated one.</summary>
    public string? OperationId { get; set; }

    /// <summary>Gets or sets what happens to what was made when the operation fails. The default is <see cref="FailurePolicy.Keep"/>.</summary>
    public FailurePolicy FailurePolicy { get; set; }

    /// <summary>Gets or sets what happens when another operation runs on the project. The default is <see cref="BusyBehavior.Fail"/>.</summary>
    public BusyBehavior WhenBusy { get; set; }
}
