namespace Provisioning.Projects;

/// <summary>Which secret gets another value.</summary>
public sealed class RotateSecretRequest
{
    /// <summary>Gets the secret, by variable name.</summary>
    public required string SecretName { get; init; }

    /// <summary>Gets the new value; <see langword="null"/> for a generated one, by what the template says of the secret.</summary>
    public Secret? Value { get; init; }

    /// <summary>Returns the name. The value is not shown.</summary>
    public override string ToString() => $"RotateSecretRequest {{ SecretName = {SecretName} }}";
}
