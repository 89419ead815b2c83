namespace Provisioning.Local.Storage;

/// <summary>
/// What was taken over from other tools: <c>adopted.json</c> beside the record. The engine cannot give labels to what is there already, so that these are the project's by their ids alone.
/// </summary>
internal sealed record StoredAdoption
{
    public const int CurrentFormat = 1;

    public int Format { get; init; } = CurrentFormat;

    /// <summary>Gets the containers by id, with the digest of the template's files that they were taken over with.</summary>
    public Dictionary<string, string?> Containers { get; init; } = [];

    /// <summary>Gets the ids of the networks.</summary>
    public List<string> Networks { get; init; } = [];

    /// <summary>Gets the names of the volumes, which have no ids.</summary>
    public List<string> Volumes { get; init; } = [];
}
