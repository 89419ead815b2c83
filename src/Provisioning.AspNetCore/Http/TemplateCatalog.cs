using Microsoft.Extensions.Options;

namespace Provisioning.AspNetCore;

/// <summary>The templates that clients may name.</summary>
internal sealed class TemplateCatalog(IOptions<ProjectsApiOptions> options)
{
    public IReadOnlyList<TemplateDocument> List() => [.. options.Value.Templates.Keys.Order(StringComparer.Ordinal).Select(name => new TemplateDocument(name))];

    public async Task<ProjectTemplate> LoadAsync(string? name, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(name))
        {
            throw ApiException.Invalid("The request names no template: give 'template'.");
        }

        if (!options.Value.Templates.TryGetValue(name, out string? path))
        {
            throw ApiException.Invalid("There is no template of that name. GET the templates to see which there are.");
        }

        ProjectTemplate read = await ProjectTemplate.LoadAsync(path, cancellationToken).ConfigureAwait(false);

        // The name of the catalog, not that of a directory of this machine.
        return read.Name == name ? read : ProjectTemplate.FromFiles(name, read.ComposeFile, read.Files);
    }
}
