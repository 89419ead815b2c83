using System.Globalization;

namespace Provisioning.Local.Mapping;

/// <summary>Builds the labels of a resource. The template's own come first and are overruled: they can neither set nor change Compose's or ours.</summary>
internal sealed class LabelSet
{
    private readonly Dictionary<string, string> _labels = new(StringComparer.Ordinal);

    public LabelSet(IReadOnlyDictionary<string, string> userLabels, bool ownsPrefix)
    {
        foreach ((string name, string value) in userLabels)
        {
            // A label that we do not write this time must not come from a template either: it would be believed.
            if (!ownsPrefix || !name.StartsWith(ProvisioningLabels.Prefix, StringComparison.Ordinal))
            {
                _labels[name] = value;
            }
        }
    }

    public LabelSet Set(string name, string? value)
    {
        if (value is not null)
        {
            _labels[name] = value;
        }

        return this;
    }

    public LabelSet SetAll(IEnumerable<KeyValuePair<string, string>> labels)
    {
        foreach ((string name, string value) in labels)
        {
            _labels[name] = value;
        }

        return this;
    }

    public LabelSet Set(ProvisioningIdentity? identity)
    {
        if (identity is null)
        {
            return this;
        }

        return Set(ProvisioningLabels.Owner, identity.Owner)
            .Set(ProvisioningLabels.Project, identity.ProjectId)
            .Set(ProvisioningLabels.Generation, identity.Generation.ToString(CultureInfo.InvariantCulture))
            .Set(ProvisioningLabels.Digest, identity.Digest)
            .Set(ProvisioningLabels.CreatedAt, identity.CreatedAt?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
    }

    public Dictionary<string, string> ToDictionary() => _labels;
}
