namespace Provisioning.Projects;

/// <summary>How the project service carries out an operation.</summary>
public sealed class ProjectOperationOptions
{
    /// <summary>The greatest number of characters of an operation id.</summary>
    public const int MaxOperationIdLength = 128;

    /// <summary>Gets or sets the caller's id for the operation, which makes the call repeatable: 1 to 128 printable ASCII characters without blanks and <c>/</c>; <see langword="null"/> for a generated one.</summary>
    public string? OperationId { get; set; }

    /// <summary>Gets or sets what happens when another operation works on the project. The default is <see cref="BusyBehavior.Fail"/>.</summary>
    public BusyBehavior WhenBusy { get; set; }

    /// <summary>Gets or sets for how long to wait for the project's turn, with <see cref="BusyBehavior.Wait"/>; <see langword="null"/> for as long as the token allows.</summary>
    public TimeSpan? BusyTimeout { get; set; }

    /// <summary>Gets or sets whether the call returns when the operation has ended, throwing what made it fail; otherwise when it is recorded. The default is <see langword="true"/>.</summary>
    public bool WaitForCompletion { get; set; } = true;

    /// <summary>Gets or sets the time after which the operation fails with <see cref="ProvisioningErrorCode.TimedOut"/>; <see langword="null"/> for <see cref="ProjectServiceOptions.OperationTimeout"/>.</summary>
    public TimeSpan? Timeout { get; set; }

    /// <summary>Gets or sets who is told of each step while it runs in this process. Called from any thread; an exception it throws is ignored.</summary>
    public IProgress<ProvisioningProgress>? Progress { get; set; }

    /// <summary>Gets or sets who asks for the operation, for the journal; at most 200 characters, never a credential.</summary>
    public string? Actor { get; set; }

    /// <summary>Gets or sets the generation that the project must have; another is a conflict. <see langword="null"/> for any.</summary>
    public long? ExpectedGeneration { get; set; }
}
