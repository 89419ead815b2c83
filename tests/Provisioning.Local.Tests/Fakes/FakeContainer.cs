using Docker.DotNet.Models;
using Provisioning.Local.Engine;

namespace Provisioning.Local.Tests.Fakes;

/// <summary>A container of <see cref="FakeEngineClient"/>.</summary>
internal sealed class FakeContainer
{
    public required string Id { get; init; }

    public required string Name { get; set; }

    public required CreateContainerParameters Parameters { get; init; }

    public required string ImageId { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public string? Platform { get; init; }

    /// <summary>How often its restart policy has started it again since it was started by a call.</summary>
    public int RestartCount { get; set; }

    /// <summary>created, running, restarting, exited, dead.</summary>
    public string Status { get; set; } = "created";

    public long ExitCode { get; set; }

    /// <summary>starting, healthy, unhealthy; <see langword="null"/> without a health check.</summary>
    public string? Health { get; set; }

    public string HealthOutput { get; set; } = "";

    public bool OomKilled { get; set; }

    public DateTimeOffset? StartedAt { get; set; }

    public DateTimeOffset? FinishedAt { get; set; }

    /// <summary>How often it was started: what a script of an earlier start does later no longer counts.</summary>
    public int Starts { get; set; }

    /// <summary>The networks, by name, with their endpoint.</summary>
    public Dictionary<string, EndpointSettings> Networks { get; } = new(StringComparer.Ordinal);

    /// <summary>The files uploaded, by full path inside the container.</summary>
    public Dictionary<string, byte[]> Files { get; } = new(StringComparer.Ordinal);

    public List<EngineLogLine> Logs { get; } = [];

    public List<string> AnonymousVolumes { get; } = [];

    public IDictionary<string, string> Labels => Parameters.Labels ?? new Dictionary<string, string>(StringComparer.Ordinal);

    public bool IsRunning => Status == "running";

    public bool HasHealthCheck => Parameters.Healthcheck?.Test is { Count: > 0 } test && test[0] != "NONE";
}
