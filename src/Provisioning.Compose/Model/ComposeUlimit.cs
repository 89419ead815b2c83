namespace Provisioning.Compose;

/// <summary>A resource limit.</summary>
public sealed class ComposeUlimit
{
    /// <summary>Gets the limit when soft and hard are the same and were given as one number.</summary>
    public int? Limit { get; init; }

    /// <summary>Gets the soft limit.</summary>
    public int Soft { get; init; }

    /// <summary>Gets the hard limit.</summary>
    public int Hard { get; init; }
}
