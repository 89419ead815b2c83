namespace Provisioning.Projects;

/// <summary>What changes about a project. What is <see langword="null"/> stays as it is.</summary>
public sealed class UpdateProjectRequest
{
    /// <summary>Gets another name for people.</summary>
    public string? Name { get; init; }

    /// <summary>Gets another template, or another version of it.</summary>
    public ProjectTemplate? Template { get; init; }

    /// <summary>Gets secrets that get these values, by variable name; the others keep theirs.</summary>
    public IReadOnlyDictionary<string, Secret>? Secrets { get; init; }

    /// <summary>Gets variables that get these values, by name; the others keep theirs.</summary>
    public IReadOnlyDictionary<string, string>? Variables { get; init; }

    /// <summary>Gets the names of variables, declared by the template, that go back to its default.</summary>
    public IReadOnlyCollection<string>? ResetVariables { get; init; }

    /// <summary>Gets another domain; an empty text for none.</summary>
    public string? Domain { get; init; }

    /// <summary>Gets the labels that replace all that the project has.</summary>
    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    /// <summary>Gets the limits that replace those that the project has.</summary>
    public ProjectLimits? Limits { get; init; }

    /// <summary>Gets whether a stateful service may get another image, or another major version of it, than its data was written by.</summary>
    public bool AllowDataIncompatible { get; init; }

    /// <summary>
    /// Gets whether what other tools made for this very project, and nobody owns, is taken over (<see cref="ProvisionRequest.AdoptExisting"/>). Counts for this operation only. Refused before
    /// anything is recorded where the provider lacks <see cref="ProvisioningCapabilities.AdoptExisting"/>.
    /// </summary>
    public bool AdoptExisting { get; init; }

    /// <summary>
    /// Gets what happens when the operation fails. With <see cref="FailurePolicy.RollBack"/> the provider goes back to the last good revision, and the record with it: that revision, with its
    /// template, secrets and values, is what the project shall be again. Refused before anything is recorded where the provider lacks <see cref="ProvisioningCapabilities.RollBack"/>. The
    /// default is <see cref="FailurePolicy.Keep"/>.
    /// </summary>
    public FailurePolicy FailurePolicy { get; init; }

    /// <summary>Returns a text without values.</summary>
    public override string ToString() => $"UpdateProjectRequest {{ Template = {Template} }}";
}
