namespace Provisioning.Projects.Benchmarks;

/// <summary>One run of one variant.</summary>
/// <param name="RequestsPerSecond">How many requests were answered in a second, with what they began brought to its end.</param>
/// <param name="BytesPerRequest">What the process allocated for each, its own client included.</param>
internal sealed record Measurement(double RequestsPerSecond, double BytesPerRequest);
