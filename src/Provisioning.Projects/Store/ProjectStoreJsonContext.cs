using System.Text.Json.Serialization;

namespace Provisioning.Projects;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(ProjectRecord))]
[JsonSerializable(typeof(ProjectOperationRecord))]
[JsonSerializable(typeof(ProjectAuditEntry))]
internal sealed partial class ProjectStoreJsonContext : JsonSerializerContext;
