namespace Provisioning.AspNetCore;

internal sealed record DriftDocument(string ProjectId, string? Drift);
