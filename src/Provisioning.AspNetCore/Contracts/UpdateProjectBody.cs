namespace Provisioning.AspNetCore;

/// <summary>What <c>PATCH /projects/{id}</c> takes. What is left out stays as it is.</summary>
internal sealed class UpdateProjectBody
{
    public string? Name { get; init; }

    /// <summary>Gets the name of a template of the host's catalog; also the project's own, to take what it says today.</summary>
    public string? Template { get; init; }

    /// <summary>Gets another domain; an empty text for none.</summary>
    public string? Domain { get; init; }

    /// <summary>Gets the labels that replace all that the project has.</summary>
    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    /// <summary>Gets the variables that get another value; the others keep theirs.</summary>
    public IReadOnlyDictionary<string, string>? Variables { get; init; }

    /// <summary>Gets the names of variables that go back to the template's default.</summary>
    public IReadOnlyList<string>? ResetVariables { get; init; }

    /// <summary>Gets the secrets that get another value; the others keep theirs.</summary>
    public IReadOnlyDictionary<string, Secret>? Secrets { get; init; }

    public LimitsDocument? Limits { get; init; }

    /// <summary>Gets whether a stateful service may get another image, or another major version of it, than its data was written by.</summary>
    public bool AllowDataIncompatible { get; init; }

    /// <summary>Gets whether what other tools made for this very project, and nobody owns, is taken over.</summary>
    public bool AdoptExisting { get; init; }

    /// <summary>Gets whether the project, and its record, go back to the last good revision when it fails.</summary>
    public bool RollBack { get; init; }
}
