namespace Provisioning.Testing.Coolify;

/// <summary>One thing that goes wrong with one request; see <see cref="FakeCoolify.InjectFault"/>.</summary>
/// <param name="kind">What goes wrong.</param>
public sealed class FakeCoolifyFault(FakeCoolifyFaultKind kind)
{
    /// <summary>Gets what goes wrong.</summary>
    public FakeCoolifyFaultKind Kind { get; } = kind;

    /// <summary>Gets the status of <see cref="FakeCoolifyFaultKind.Status"/> and <see cref="FakeCoolifyFaultKind.StatusAfter"/>. The default is 500.</summary>
    public int StatusCode { get; init; } = 500;

    /// <summary>Gets the value of <c>Retry-After</c> in seconds, or <see langword="null"/> for no such header.</summary>
    public int? RetryAfterSeconds { get; init; }

    /// <summary>Gets how long <see cref="FakeCoolifyFaultKind.Delay"/> lasts by the instance's clock. The default is 45 s.</summary>
    public TimeSpan Delay { get; init; } = TimeSpan.FromSeconds(45);

    /// <summary>Returns what goes wrong.</summary>
    public override string ToString() => Kind is FakeCoolifyFaultKind.Status or FakeCoolifyFaultKind.StatusAfter ? $"{Kind} {StatusCode}" : Kind.ToString();
}
