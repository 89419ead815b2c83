namespace Provisioning.Coolify.Rendering;

/// <summary>An endpoint as the identity line keeps it, secrets in it masked.</summary>
internal sealed record IdentityEndpoint(string Name, string ServiceName, EndpointScope Scope, string Url);
