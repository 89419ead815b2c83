using System.Net;
using System.Text.Json;

namespace Provisioning.Local.Engine;

/// <summary>Reads one message of a pull: progress, or the error that the engine sends after it has answered 200.</summary>
internal static class PullProgressReader
{
    /// <summary>Reports the message.</summary>
    /// <exception cref="EngineException">The pull failed.</exception>
    public static void Report(JsonElement message, string reference, string call, IProgress<EnginePullProgress>? progress)
    {
        var detail = message.TryGetProperty("errorDetail", out var value) && value.ValueKind == JsonValueKind.Object ? Text(value, "message") : null;
        if ((detail ?? Text(message, "error")) is { } error)
        {
            var exception = new EngineException(HttpStatusCode.InternalServerError, call, EngineErrorMapper.Words(error));
            throw EngineErrors.IsManifestUnknown(exception) ? new EngineException(HttpStatusCode.NotFound, call, exception.EngineMessage)
                : EngineErrors.IsPullDenied(exception) ? new EngineException(HttpStatusCode.Forbidden, call, exception.EngineMessage)
                : exception;
        }

        if (progress is null || Text(message, "status") is not { } status)
        {
            return;
        }

        // the first message's id is the tag, not a layer
        var id = Text(message, "id");
        var layer = id is not null && status.StartsWith("Pulling from", StringComparison.Ordinal) ? null : id;
        var hasDetail = message.TryGetProperty("progressDetail", out var numbers) && numbers.ValueKind == JsonValueKind.Object;
        progress.Report(new EnginePullProgress(reference, layer, status, hasDetail ? Number(numbers, "current") : null, hasDetail ? Number(numbers, "total") : null));
    }

    private static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static long? Number(JsonElement element, string name) => element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) && number >= 0 ? number : null;
}
