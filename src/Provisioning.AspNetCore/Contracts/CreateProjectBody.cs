namespace Provisioning.AspNetCore;

/// <summary>What <c>POST /projects</c> takes.</summary>
internal sealed class CreateProjectBody
{
    /// <summary>Gets the id; left out, one is made.</summary>
    public string? Id { get; init; }

    public string? Name { get; init; }

    /// <summary>Gets the name of a template of the host's catalog.</summary>
    public string? Template { get; init; }

    public string? Domain { get; init; }

    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    public IReadOnlyDictionary<string, string>? Variables { get; init; }

    /// <summary>Gets the secrets that are given; those that the template declares and nobody gives are generated.</summary>
    public IReadOnlyDictionary<string, Secret>? Secrets { get; init; }

    public LimitsDocument? Limits { get; init; }

    /// <summary>Gets whether what other tools made for this very project, and nobody owns, is taken over.</summary>
    public bool AdoptExisting { get; init; }
}
