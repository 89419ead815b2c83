using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Provisioning.ConsoleApp;

internal sealed record EndpointDocument(string Name, string Url, string Service, string Scope);

internal sealed record ServiceDocument(string Name, string State, string Health, string? Image, long? ExitCode);

internal sealed record PlanActionDocument(string Kind, string Resource, string Name, string Reason);

internal sealed record PlanDocument(string Id, IReadOnlyList<PlanActionDocument> Actions)
{
    public static PlanDocument From(ProvisioningPlan plan) => new(
        plan.ProjectId.Value,
        [.. plan.Actions.Select(action => new PlanActionDocument(Documents.Name(action.Kind), action.Resource, action.Name, action.Reason))]);
}

internal sealed record PurgeDocument(string Id, IReadOnlyList<string> Removed, IReadOnlyList<string> Leftovers);

internal sealed record LogDocument(string Service, DateTimeOffset? Timestamp, string Source, string Message)
{
    public static LogDocument From(ProjectLogEntry entry) => new(
        entry.ServiceName,
        entry.Timestamp,
        entry.Source switch { ProjectLogSource.StandardOutput => "stdout", ProjectLogSource.StandardError => "stderr", _ => "unknown" },
        entry.Message);
}

internal sealed record DoctorCheckDocument(string Name, string Result, string Message, string? Remedy);

internal sealed record DoctorDocument(IReadOnlyList<DoctorCheckDocument> Checks);

internal sealed record ErrorBody(string Code, string Message, string? ProjectId, IReadOnlyList<string> Details);

internal sealed record ErrorDocument(ErrorBody Error);

/// <summary>The shapes that scripts rely on.</summary>
[JsonSerializable(typeof(ProjectDocument))]
[JsonSerializable(typeof(IReadOnlyList<ProjectDocument>))]
[JsonSerializable(typeof(PlanDocument))]
[JsonSerializable(typeof(PurgeDocument))]
[JsonSerializable(typeof(LogDocument))]
[JsonSerializable(typeof(DoctorDocument))]
[JsonSerializable(typeof(ErrorDocument))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, string>))]
internal sealed partial class Documents : JsonSerializerContext
{
    // Nothing here is put into a page: quotes and ampersands may stand as they are.
    private static readonly JavaScriptEncoder Readable = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;

    public static Documents Indented { get; } = new(new JsonSerializerOptions { PropertyNamingPolicy = JsonNamingPolicy.CamelCase, Encoder = Readable, WriteIndented = true, NewLine = "\n" });

    public static Documents Compact { get; } = new(new JsonSerializerOptions { PropertyNamingPolicy = JsonNamingPolicy.CamelCase, Encoder = Readable });

    /// <summary>Returns an enumeration's value as it stands in the documents: in lower case.</summary>
    public static string Name<TEnum>(TEnum value)
        where TEnum : struct, Enum => value.ToString().ToLowerInvariant();
}
