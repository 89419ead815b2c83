using Provisioning.Coolify.Rendering;

namespace Provisioning.Coolify;

/// <summary>A service of Coolify that carries a project, with what its description says.</summary>
internal sealed record FoundProject(CoolifyService Service, ProjectIdentity Identity)
{
    public string Uuid => Service.Uuid;

    /// <summary>Gets further services with the same identity, left by requests whose answers were lost.</summary>
    public IReadOnlyList<FoundProject> Duplicates { get; init; } = [];
}
