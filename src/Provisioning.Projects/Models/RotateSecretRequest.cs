namespace Provisioning.Projects;

/// <summary>Which secret gets another value.</summary>
public sealed class RotateSecretRequest
{
    /// <summary>Gets the secret, by variable name.</summary>
    public required string SecretName { get; init; }

    /// <summary>Gets the new value; <see langword="null"/> for a generated one, by what the template says of the secret.</summary>
    public Secret? Value { get; init; }

    /// <summary>
    /// Gets what happens when the operation fails. With <see cref="FailurePolicy.RollBack"/> the provider goes back to the last good revision, and the record with it: that revision, with its
    /// template, secrets and values, is what the project shall be again. Refused before anything is recorded where the provider lacks <see cref="ProvisioningCapabilities.RollBack"/>. The
    /// default is <see cref="FailurePolicy.Keep"/>.
    /// </summary>
    public FailurePolicy FailurePolicy { get; init; }

    /// <summary>Returns the name. The value is not shown.</summary>
    public override string ToString() => $"RotateSecretRequest {{ SecretName = {SecretName} }}";
}
