namespace Provisioning.Coolify.Rendering;

/// <summary>A service of a revision, as the identity line keeps it: what Coolify's list does not say of it.</summary>
internal sealed record IdentityService(string Name, bool HasHealthCheck, bool IsJob);
