namespace Provisioning.Projects.EntityFrameworkCore;

/// <summary>A template in its table.</summary>
internal sealed class TemplateRow
{
    public required string Digest { get; init; }

    public required byte[] Content { get; init; }

    public required long CreatedAt { get; init; }
}
