namespace Provisioning.Local;

/// <summary>What is known of a container that was waited for.</summary>
internal sealed record ReadinessDecision(bool IsReady, string? Problem = null, long? ExitCode = null)
{
    private const int LongestProbe = 300;

    public static ReadinessDecision Ready { get; } = new(IsReady: true);

    /// <summary>Gets all that the last health check printed.</summary>
    public string Probe { get; init; } = string.Empty;

    /// <summary>Says what is wrong. Masked first and cut afterwards: the first half of a secret cannot be told from other text.</summary>
    public string Describe(SecretMasker masker)
    {
        string problem = masker.Mask(Problem ?? "it is not ready");
        string probe = masker.Mask(Probe);
        return probe.Length == 0 ? problem : $"{problem}, last with \"{(probe.Length > LongestProbe ? probe[..LongestProbe] + "..." : probe)}\"";
    }
}
