namespace Provisioning.Testing;

/// <summary>A step that the in-memory provider is about to take.</summary>
public sealed class InMemoryStep
{
    /// <summary>Gets the project.</summary>
    public required ProjectId ProjectId { get; init; }

    /// <summary>Gets the operation, one of <see cref="ProvisioningOperationNames"/>.</summary>
    public required string OperationName { get; init; }

    /// <summary>Gets the step: <c>create</c>, <c>start</c>, <c>wait</c>, <c>stop</c> or <c>remove</c>.</summary>
    public required string Step { get; init; }

    /// <summary>Gets what the step works on, as <c>kind name</c>, for instance <c>container db</c>.</summary>
    public required string Subject { get; init; }

    /// <summary>Returns the operation, the step and what it works on.</summary>
    public override string ToString() => $"{OperationName}: {Step} {Subject}";
}
