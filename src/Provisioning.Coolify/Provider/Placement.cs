namespace Provisioning.Coolify;

/// <summary>Where a new service goes, as Coolify wants it said.</summary>
internal sealed record Placement(string ProjectUuid, string EnvironmentUuid, long? EnvironmentId, string ServerUuid, string? DestinationUuid);
