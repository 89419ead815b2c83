namespace Provisioning.Coolify;

/// <summary>The storages of a service.</summary>
/// <remarks>Coolify's versions and a token's abilities decide which fields an answer has; one that is missing is <see langword="null"/>, empty or <see langword="false"/> here.</remarks>
public sealed class CoolifyServiceStorages
{
    /// <summary>Gets the volumes.</summary>
    public IReadOnlyList<CoolifyVolume> PersistentStorages { get; init => field = value ?? []; } = [];
}
