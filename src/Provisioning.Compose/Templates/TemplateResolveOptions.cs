namespace Provisioning.Compose;

/// <summary>What a template is resolved with.</summary>
public sealed class TemplateResolveOptions
{
    /// <summary>Gets the request of the host.</summary>
    public required ProvisionRequest Request { get; init; }

    /// <summary>
    /// Gets at least 16 random bytes that belong to the project and are kept with its secrets. They enter <see cref="ResolvedTemplate.RevisionDigest"/>, so that
    /// nobody who sees the digest can try guessed secrets against it.
    /// </summary>
    public required ReadOnlyMemory<byte> RevisionSalt { get; init; }

    /// <summary>Gets the secrets kept from an earlier revision, by name. Those that the template has no use for any more are left out.</summary>
    public IReadOnlyDictionary<string, Secret> StoredSecrets { get; init; } = new Dictionary<string, Secret>(StringComparer.Ordinal);

    /// <summary>Gets the variables kept from an earlier revision, by name. Those that the template has no use for any more are left out.</summary>
    public IReadOnlyDictionary<string, string> StoredVariables { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Gets whether missing secrets are made where the template says how. The caller must keep what was made
    /// (<see cref="ResolvedTemplate.StoredSecrets"/>). Otherwise a missing secret is an error.</summary>
    public bool GenerateSecrets { get; init; } = true;

    /// <summary>Gets whether a value of the request that the template neither declares nor uses is ignored; otherwise it is an error, because it is most often a slip of the pen.</summary>
    public bool IgnoreUnknownValues { get; init; }

    /// <summary>Gets the name of the Compose project; <see langword="null"/> for the project id.</summary>
    public string? ProjectName { get; init; }

    /// <summary>
    /// Gets the absolute directory in which the template's files are taken to lie: the base of relative paths, which need not exist.
    /// A backend that keeps a folder for each project gives that.
    /// </summary>
    public string WorkingDirectory { get; init; } = "/template";

    /// <summary>Gets what the template may do; strict by default.</summary>
    public TemplatePolicy Policy { get; init; } = TemplatePolicy.Strict;

    /// <summary>Gets the profiles that are enabled.</summary>
    public IReadOnlyList<string> Profiles { get; init; } = [];

    /// <summary>Gets the clock for tokens.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
