namespace Provisioning.Testing;

/// <summary>What the in-memory provider takes from a template once its values are known.</summary>
internal sealed record InMemoryStack(
    string TemplateName,
    string? Version,
    IReadOnlyList<InMemoryStackService> Services,
    IReadOnlyList<string> Volumes,
    IReadOnlyList<InMemoryStackEndpoint> Endpoints,
    IReadOnlyDictionary<string, string> Variables,
    IReadOnlyDictionary<string, Secret> Secrets);
