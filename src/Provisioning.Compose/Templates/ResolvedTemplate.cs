using System.Collections.Frozen;

namespace Provisioning.Compose;

/// <summary>A template with a project's values in it, checked against the policy: what a backend carries out.</summary>
public sealed class ResolvedTemplate
{
    /// <summary>
    /// Gets the project to carry out. What services mount from the template's files is not in it (neither as bind mount nor as config or secret of a service):
    /// that is in <see cref="Mounts"/>. Limits of the request are applied.
    /// </summary>
    public required ComposeProject Project { get; init; }

    /// <summary>Gets the project as the Compose file has it, mounts of template files included, limits of the request applied: what <c>docker compose</c> would carry out
    /// if the template's files lay in the working directory.</summary>
    public required ComposeProject FullProject { get; init; }

    /// <summary>Gets what the template says about itself.</summary>
    public required TemplateManifest Manifest { get; init; }

    /// <summary>Gets all values that may be shown, by name, defaults included; the built-in ones (<c>PROJECT_ID</c>, <c>PROJECT_DOMAIN</c>, <c>COMPOSE_PROJECT_NAME</c>) are among them.</summary>
    public required IReadOnlyDictionary<string, string> Variables { get; init; }

    /// <summary>Gets all values that must not be shown, by name.</summary>
    public required IReadOnlyDictionary<string, Secret> Secrets { get; init; }

    /// <summary>Gets the secrets to keep with the project, encrypted, and to give as <see cref="TemplateResolveOptions.StoredSecrets"/> the next time: given, kept and made ones.</summary>
    public IReadOnlyDictionary<string, Secret> StoredSecrets { get; init; } = FrozenDictionary<string, Secret>.Empty;

    /// <summary>Gets the variables to keep with the project and to give as <see cref="TemplateResolveOptions.StoredVariables"/> the next time. The template's defaults are not among them:
    /// a new version of the template may change those.</summary>
    public IReadOnlyDictionary<string, string> StoredVariables { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <summary>Gets the names of the secrets that were made just now.</summary>
    public IReadOnlySet<string> GeneratedSecrets { get; init; } = FrozenSet<string>.Empty;

    /// <summary>Gets the digest of the revision: <c>sha256:</c> and 64 hexadecimal digits, over template, values, domain, labels, limits and profiles, keyed with the project's salt.
    /// The same for the same revision on every machine.</summary>
    public required string RevisionDigest { get; init; }

    /// <summary>Gets what services mount from the template's files, in the order of services and of their mounts.</summary>
    public IReadOnlyList<TemplateMount> Mounts { get; init; } = [];

    /// <summary>Gets what is allowed but probably not meant.</summary>
    public IReadOnlyList<TemplateProblem> Warnings { get; init; } = [];
}
