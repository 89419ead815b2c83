namespace Provisioning.Projects;

/// <summary>What is encrypted with a project: its secrets, and the salt of its revision digests.</summary>
internal sealed record StoredSecrets(ReadOnlyMemory<byte> Salt, IReadOnlyDictionary<string, Secret> Values)
{
    public const int SaltBytes = 16;

    public override string ToString() => Secret.Mask;
}
