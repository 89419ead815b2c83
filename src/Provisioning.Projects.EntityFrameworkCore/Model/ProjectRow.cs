namespace Provisioning.Projects.EntityFrameworkCore;

/// <summary>A project in its table: what is searched by, the encrypted secrets, and the record without them as JSON.</summary>
internal sealed class ProjectRow
{
    public required string Id { get; init; }

    public required long Version { get; init; }

    public required string WriteId { get; init; }

    public required string Provider { get; init; }

    public required string State { get; init; }

    public required string TemplateDigest { get; init; }

    public string? LastOperationId { get; init; }

    public long? DeletedAt { get; init; }

    public required byte[] ProtectedSecrets { get; init; }

    public required string Data { get; init; }
}
