namespace Provisioning.Local.Tests.Fakes;

/// <summary>What a fake container does some time after its start, or after the step before.</summary>
internal sealed record FakeStep(TimeSpan After, string? Health, long? ExitCode, string? Output)
{
    public static FakeStep Healthy(TimeSpan after = default) => new(after, "healthy", null, null);

    public static FakeStep Unhealthy(TimeSpan after = default, string output = "probe failed") => new(after, "unhealthy", null, output);

    public static FakeStep Exit(long code, TimeSpan after = default) => new(after, null, code, null);

    public static FakeStep Print(string line, TimeSpan after = default) => new(after, null, null, line);
}
