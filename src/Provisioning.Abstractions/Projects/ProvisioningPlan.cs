namespace Provisioning;

/// <summary>What provisioning would change. A plan cannot act.</summary>
public sealed class ProvisioningPlan
{
    /// <summary>Gets the project.</summary>
    public required ProjectId ProjectId { get; init; }

    /// <summary>Gets the name of the provider.</summary>
    public required string ProviderName { get; init; }

    /// <summary>Gets the digest that the revision would have, or <see langword="null"/> when values would still be generated.</summary>
    public string? RevisionDigest { get; init; }

    /// <summary>Gets the actions in the order in which they would be carried out.</summary>
    public IReadOnlyList<PlanAction> Actions { get; init; } = [];

    /// <summary>Gets whether anything would be changed.</summary>
    public bool HasChanges => Actions.Count > 0;
}
