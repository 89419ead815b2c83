using System.Text.Json.Serialization;

namespace Provisioning.AspNetCore;

/// <summary>A failure as problem details (RFC 9457), with this project's own members beside the standard ones. Never holds a secret.</summary>
internal sealed class ProblemDocument
{
    [JsonPropertyOrder(-5)]
    public required string Type { get; init; }

    [JsonPropertyOrder(-4)]
    public required string Title { get; init; }

    [JsonPropertyOrder(-3)]
    public required int Status { get; init; }

    [JsonPropertyOrder(-2)]
    public required string Detail { get; init; }

    [JsonPropertyOrder(-1)]
    public string? Instance { get; init; }

    /// <summary>Gets the error code, one of docs/diagnostics.md; what programs look at.</summary>
    public required string Code { get; init; }

    public string? ProjectId { get; init; }

    public string? Operation { get; init; }

    public string? Step { get; init; }

    public string? Provider { get; init; }

    public IReadOnlyList<string>? Details { get; init; }

    /// <summary>Gets every problem of the template, with its place.</summary>
    public IReadOnlyList<string>? Problems { get; init; }

    /// <summary>Gets the state that stood against it.</summary>
    public string? ActualState { get; init; }

    /// <summary>Gets what became of the way back to the last good revision: <c>done</c> or <c>failed</c>; <see langword="null"/> when there was none.</summary>
    public string? RollBack { get; init; }

    public RunningOperationDocument? Running { get; init; }

    /// <summary>Gets after how many seconds it may be tried again; also the header <c>Retry-After</c>.</summary>
    public int? RetryAfter { get; init; }

    /// <summary>Gets the id under which the host's log has this request.</summary>
    public string? TraceId { get; init; }
}
