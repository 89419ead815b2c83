namespace Provisioning.Compose;

/// <summary>How a service uses an AI model.</summary>
public sealed class ComposeServiceModel
{
    /// <summary>Gets the variable for its address.</summary>
    public string? EndpointVariable { get; init; }

    /// <summary>Gets the variable for its name.</summary>
    public string? ModelVariable { get; init; }
}
