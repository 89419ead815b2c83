namespace Provisioning.Testing;

/// <summary>An endpoint whose address still has <c>{host}</c> and <c>{port}</c> in it; secrets are masked already.</summary>
internal sealed record InMemoryStackEndpoint(string Name, string Service, int Port, string Url);
