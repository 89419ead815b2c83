namespace Provisioning.Compose;

/// <summary>Limits and reservations.</summary>
public sealed class ComposeResources
{
    /// <summary>Gets limits.</summary>
    public ComposeResource? Limits { get; init; }

    /// <summary>Gets reservations.</summary>
    public ComposeResource? Reservations { get; init; }
}
