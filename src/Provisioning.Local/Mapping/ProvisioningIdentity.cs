namespace Provisioning.Local.Mapping;

/// <summary>Whose a resource is, and of which revision.</summary>
/// <param name="Owner">The installation: two of them on one engine never touch each other's resources.</param>
/// <param name="ProjectId">The project.</param>
/// <param name="Generation">The revision's number.</param>
/// <param name="Digest">The revision's digest, which tells nothing about its secrets.</param>
/// <param name="CreatedAt">When the resource is made.</param>
internal sealed record ProvisioningIdentity(string Owner, string ProjectId, long Generation, string? Digest, DateTimeOffset? CreatedAt);
