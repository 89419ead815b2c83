namespace Provisioning.Projects;

/// <summary>What the work of an operation came to.</summary>
/// <param name="Project">The project as its backend has it; <see langword="null"/> when it has none.</param>
/// <param name="Outcome">What was done.</param>
/// <param name="IsProvisioned">Whether the recorded revision is what runs.</param>
internal sealed record WorkResult(ProvisionedProject? Project, ProjectOperationOutcome Outcome, bool IsProvisioned);
