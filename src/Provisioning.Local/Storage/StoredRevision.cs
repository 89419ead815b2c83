namespace Provisioning.Local.Storage;

/// <summary>The last revision that was carried out completely, as long as what came after it is not: what a roll-back goes back to. Holds secrets.</summary>
internal sealed record StoredRevision
{
    public required long Generation { get; init; }

    public required string? RevisionDigest { get; init; }

    public string? TemplateVersion { get; init; }

    public required StoredTemplate? Template { get; init; }

    public Dictionary<string, string> Variables { get; init; } = [];

    public Dictionary<string, string> Secrets { get; init; } = [];

    public string? Domain { get; init; }

    public Dictionary<string, string> Labels { get; init; } = [];

    public StoredLimits? Limits { get; init; }

    public List<StoredEndpoint> Endpoints { get; init; } = [];

    public List<StoredService> Services { get; init; } = [];

    /// <summary>Gets the ids of the images that its containers were made from, by reference: a tag may mean another image by now.</summary>
    public Dictionary<string, string> Images { get; init; } = [];

    public static StoredRevision From(ProjectRecord record, Dictionary<string, string> images) => new()
    {
        Generation = record.Generation,
        RevisionDigest = record.RevisionDigest,
        TemplateVersion = record.TemplateVersion,
        Template = record.Template,
        Variables = record.Variables,
        Secrets = record.Secrets,
        Domain = record.Domain,
        Labels = record.Labels,
        Limits = record.Limits,
        Endpoints = record.Endpoints,
        Services = record.Services,
        Images = images,
    };

    /// <summary>The record in which this is the accepted revision again, under a number of its own: none ever means two revisions.</summary>
    public ProjectRecord AcceptAgain(ProjectRecord record)
    {
        // Secrets that only the failed revision has may be the ones that its data needs when it is tried again.
        var secrets = new Dictionary<string, string>(record.Secrets, StringComparer.Ordinal);
        foreach ((string name, string value) in Secrets)
        {
            secrets[name] = value;
        }

        return record with
        {
            Generation = record.RevisionDigest == RevisionDigest ? record.Generation : record.Generation + 1,
            RevisionDigest = RevisionDigest,
            TemplateVersion = TemplateVersion,
            Template = Template,
            Variables = Variables,
            Secrets = secrets,
            Domain = Domain,
            Labels = Labels,
            Limits = Limits,
            Endpoints = Endpoints,
            Services = Services,
            PinnedImages = Images,
        };
    }
}
