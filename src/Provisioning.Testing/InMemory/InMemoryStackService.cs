namespace Provisioning.Testing;

/// <summary>One service; services stand in dependency order. The hash tells whether its container must be made anew.</summary>
internal sealed record InMemoryStackService(
    string Name,
    string? Image,
    string Hash,
    IReadOnlyDictionary<string, string> Environment,
    IReadOnlyList<string> DependsOn,
    IReadOnlyList<int> PublishedPorts,
    bool HasHealthCheck);
