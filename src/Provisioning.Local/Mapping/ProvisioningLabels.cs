namespace Provisioning.Local.Mapping;

/// <summary>Our own labels. What does not carry <see cref="Owner"/> with our value is never changed and never removed.</summary>
internal static class ProvisioningLabels
{
    public const string Prefix = "provisioning.";
    public const string Owner = "provisioning.owner";
    public const string Project = "provisioning.project";
    public const string Service = "provisioning.service";
    public const string Generation = "provisioning.generation";
    public const string Digest = "provisioning.digest";
    public const string CreatedAt = "provisioning.created-at";

    /// <summary>A digest of the files that were uploaded into the container: Compose's hash does not see their content.</summary>
    public const string Files = "provisioning.files";

    /// <summary>A digest of what is ours in the container beside its files: leased ports, the default host address.</summary>
    public const string Additions = "provisioning.additions";

    /// <summary>On anonymous volumes: the number of the container.</summary>
    public const string Replica = "provisioning.replica";

    /// <summary>On anonymous volumes: where they are mounted.</summary>
    public const string Target = "provisioning.target";

    /// <summary>On anonymous volumes: <see cref="AnonymousData"/> or <see cref="AnonymousFiles"/>.</summary>
    public const string Anonymous = "provisioning.anonymous";

    /// <summary>What the service keeps there: handed on to the next container.</summary>
    public const string AnonymousData = "data";

    /// <summary>A copy of the template's files, made for one container.</summary>
    public const string AnonymousFiles = "files";
}
