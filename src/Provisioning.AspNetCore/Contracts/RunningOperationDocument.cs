namespace Provisioning.AspNetCore;

/// <summary>What keeps a project busy.</summary>
internal sealed record RunningOperationDocument(string? Id, string? Kind, DateTimeOffset? Since);
