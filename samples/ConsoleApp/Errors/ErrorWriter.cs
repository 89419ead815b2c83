using System.Text.Json;

namespace Provisioning.ConsoleApp;

/// <summary>Writes a failure to standard error: one line of JSON, or what happened, where, and what to do.</summary>
internal sealed class ErrorWriter(ConsoleIo io, bool json, bool verbose)
{
    public void Write(ErrorReport report)
    {
        if (verbose && report.Exception is { } exception)
        {
            io.Error.WriteLine(TerminalText.CleanLines(exception.ToString()));
        }

        if (json)
        {
            var document = new ErrorDocument(new ErrorBody(
                report.Code,
                report.Remedy is null ? report.Message : $"{report.Message} {report.Remedy}",
                report.ProjectId?.Value,
                [.. report.Details, .. report.LastLogEntries.Select(entry => entry.ToString())]));
            io.Error.WriteLine(JsonSerializer.Serialize(document, Documents.Compact.ErrorDocument));
            return;
        }

        TextStyle style = TextStyle.For(io, io.IsErrorTerminal);
        io.Error.WriteLine($"{style.Red("error")} [{report.Code}]: {TerminalText.CleanLines(report.Message)}");
        IEnumerable<string> lastWords = report.LastLogEntries.Where(entry => !report.Message.Contains(entry.Message, StringComparison.Ordinal)).Select(entry => entry.ToString());
        foreach (string detail in report.Details.Where(detail => detail != report.Message).Concat(lastWords))
        {
            io.Error.WriteLine("  " + TerminalText.Clean(detail));
        }

        if (Place(report) is { Length: > 0 } place)
        {
            io.Error.WriteLine("  at " + place);
        }

        if (report.Remedy is not null)
        {
            io.Error.WriteLine("  " + report.Remedy);
        }
    }

    private static string Place(ErrorReport report) => string.Join(", ", new[]
    {
        report.ProjectId is { } project ? $"project {project}" : null,
        report.OperationName is { } operation ? $"operation {operation}" : null,
        report.Step is { } step ? $"step {step}" : null,
        report.ProviderName is { } provider ? $"provider {provider}" : null,
    }.OfType<string>());
}
