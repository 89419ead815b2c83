namespace Provisioning.Projects;

/// <summary>The templates used last, packed and unpacked: projects are many, templates few.</summary>
internal sealed class TemplateCache(IProjectStore store)
{
    private const int Capacity = 32;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, (ProjectTemplate Template, TemplateRecord Record)> _entries = new(StringComparer.Ordinal);

    public TemplateRecord Pack(ProjectTemplate template, DateTimeOffset now)
    {
        lock (_lock)
        {
            if (_entries.TryGetValue(template.Digest, out (ProjectTemplate Template, TemplateRecord Record) entry))
            {
                return entry.Record;
            }
        }

        var record = new TemplateRecord { Digest = template.Digest, Content = TemplateArchive.Pack(template), CreatedAt = now };
        Keep(template, record);
        return record;
    }

    /// <exception cref="ProvisioningException">It is not stored any more, or damaged.</exception>
    public async Task<ProjectTemplate> GetAsync(ProjectRecord project, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_entries.TryGetValue(project.TemplateDigest, out (ProjectTemplate Template, TemplateRecord Record) entry))
            {
                return Named(entry.Template, project.TemplateName);
            }
        }

        TemplateRecord record = await store.FindTemplateAsync(project.TemplateDigest, cancellationToken).ConfigureAwait(false)
            ?? throw new ProvisioningException($"The template {project.TemplateDigest} of project '{project.Id}' is not stored any more. Restore the database from a backup, or update the project with the template.")
            {
                ErrorCode = ProvisioningErrorCode.StateDamaged,
                ProjectId = project.Id,
            };
        ProjectTemplate template = TemplateArchive.Unpack(record, project.TemplateName);
        Keep(template, record);
        return template;
    }

    // Two templates with the same files may have different names, which the digest does not know.
    private static ProjectTemplate Named(ProjectTemplate template, string name) =>
        template.Name == name ? template : ProjectTemplate.FromFiles(name, template.ComposeFile, template.Files);

    private void Keep(ProjectTemplate template, TemplateRecord record)
    {
        lock (_lock)
        {
            if (_entries.Count >= Capacity)
            {
                _entries.Clear();
            }

            _entries[record.Digest] = (template, record);
        }
    }
}
