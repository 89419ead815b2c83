using System.Text.Json.Serialization;

namespace Provisioning.AspNetCore;

/// <summary>Everything that goes over the wire.</summary>
[JsonSerializable(typeof(CreateProjectBody))]
[JsonSerializable(typeof(UpdateProjectBody))]
[JsonSerializable(typeof(RepairProjectBody))]
[JsonSerializable(typeof(RotateSecretBody))]
[JsonSerializable(typeof(ProjectDocument))]
[JsonSerializable(typeof(ProjectListDocument))]
[JsonSerializable(typeof(OperationDocument))]
[JsonSerializable(typeof(OperationListDocument))]
[JsonSerializable(typeof(StatusDocument))]
[JsonSerializable(typeof(LogDocument))]
[JsonSerializable(typeof(IReadOnlyList<LogDocument>))]
[JsonSerializable(typeof(ProgressDocument))]
[JsonSerializable(typeof(DriftDocument))]
[JsonSerializable(typeof(IReadOnlyList<TemplateDocument>))]
[JsonSerializable(typeof(RevealedDocument))]
[JsonSerializable(typeof(ProblemDocument))]
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false)]
internal sealed partial class ProjectsJson : JsonSerializerContext;
