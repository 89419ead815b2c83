using System.Collections.Frozen;

namespace Provisioning.Compose;

/// <summary>What a template says about itself under <c>x-provisioning</c>: the secrets and variables it takes, and where a project made from it is reached.</summary>
public sealed class TemplateManifest
{
    /// <summary>The key of the section in the Compose file.</summary>
    public const string SectionName = "x-provisioning";

    /// <summary>Gets the manifest of a template without the section.</summary>
    public static TemplateManifest Empty { get; } = new();

    /// <summary>Gets the version that the template gives itself; <see langword="null"/> for none.</summary>
    public string? Version { get; init; }

    /// <summary>Gets the secrets by name.</summary>
    public IReadOnlyDictionary<string, TemplateSecret> Secrets { get; init; } = FrozenDictionary<string, TemplateSecret>.Empty;

    /// <summary>Gets the variables by name.</summary>
    public IReadOnlyDictionary<string, TemplateVariable> Variables { get; init; } = FrozenDictionary<string, TemplateVariable>.Empty;

    /// <summary>Gets the endpoints in the order of the file.</summary>
    public IReadOnlyList<TemplateEndpoint> Endpoints { get; init; } = [];

    /// <summary>Gets the services whose data belongs to one major version of their image, so that an upgrade must not simply replace it.</summary>
    public IReadOnlyList<string> StatefulServices { get; init; } = [];

    /// <summary>Gets the changes of major version that stateful services carry out themselves, so that they need no permission.</summary>
    public IReadOnlyList<TemplateMigration> Migrations { get; init; } = [];

    /// <summary>Reads the section of a template's Compose file. The rest of the file is not judged.</summary>
    /// <param name="template">The template.</param>
    /// <returns>The manifest; <see cref="Empty"/> when the file has no such section.</returns>
    /// <exception cref="TemplateException">The file is not YAML, or the section is wrong. Holds every problem.</exception>
    public static TemplateManifest Read(ProjectTemplate template)
    {
        ArgumentNullException.ThrowIfNull(template);
        var reader = new TemplateManifestReader(template.ComposeFile);
        TemplateManifest manifest = reader.Read(template.FindFile(template.ComposeFile)!.Content);
        return reader.Problems.Count == 0 ? manifest : throw new TemplateException(reader.Problems);
    }
}
