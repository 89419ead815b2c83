using System.Text.Json;

namespace Provisioning.Projects;

/// <summary>Turns records into JSON and back, and packs templates: for stores. What was written by an earlier version can be read.</summary>
public static class ProjectStoreSerializer
{
    /// <summary>Writes a project.</summary>
    /// <param name="record">The record.</param>
    /// <returns>JSON.</returns>
    public static string SerializeProject(ProjectRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return JsonSerializer.Serialize(record, ProjectStoreJsonContext.Default.ProjectRecord);
    }

    /// <summary>Reads a project.</summary>
    /// <param name="json">What <see cref="SerializeProject"/> wrote.</param>
    /// <returns>The record.</returns>
    /// <exception cref="ProvisioningException">It is none (<see cref="ProvisioningErrorCode.StateDamaged"/>).</exception>
    public static ProjectRecord DeserializeProject(string json) => Read(json, ProjectStoreJsonContext.Default.ProjectRecord, "project");

    /// <summary>Writes an operation.</summary>
    /// <param name="record">The record.</param>
    /// <returns>JSON.</returns>
    public static string SerializeOperation(ProjectOperationRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return JsonSerializer.Serialize(record, ProjectStoreJsonContext.Default.ProjectOperationRecord);
    }

    /// <summary>Reads an operation.</summary>
    /// <param name="json">What <see cref="SerializeOperation"/> wrote.</param>
    /// <returns>The record.</returns>
    /// <exception cref="ProvisioningException">It is none (<see cref="ProvisioningErrorCode.StateDamaged"/>).</exception>
    public static ProjectOperationRecord DeserializeOperation(string json) => Read(json, ProjectStoreJsonContext.Default.ProjectOperationRecord, "operation");

    /// <summary>Writes an audit entry.</summary>
    /// <param name="entry">The entry.</param>
    /// <returns>JSON.</returns>
    public static string SerializeAuditEntry(ProjectAuditEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return JsonSerializer.Serialize(entry, ProjectStoreJsonContext.Default.ProjectAuditEntry);
    }

    /// <summary>Reads an audit entry.</summary>
    /// <param name="json">What <see cref="SerializeAuditEntry"/> wrote.</param>
    /// <returns>The entry.</returns>
    /// <exception cref="ProvisioningException">It is none (<see cref="ProvisioningErrorCode.StateDamaged"/>).</exception>
    public static ProjectAuditEntry DeserializeAuditEntry(string json) => Read(json, ProjectStoreJsonContext.Default.ProjectAuditEntry, "audit entry");

    private static T Read<T>(string json, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type, string what)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(json);
        try
        {
            return JsonSerializer.Deserialize(json, type) ?? throw new JsonException("null");
        }
        catch (Exception exception) when (exception is JsonException or FormatException)
        {
#pragma warning disable MA0054 // The exception's own text quotes the document.
            throw new ProvisioningException($"A stored {what} cannot be read: it is not what this version, or an earlier one, has written. Restore the database from a backup, or update the application.")
            {
                ErrorCode = ProvisioningErrorCode.StateDamaged,
            };
#pragma warning restore MA0054
        }
    }
}
