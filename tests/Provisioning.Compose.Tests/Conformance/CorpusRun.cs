using System.Collections.Concurrent;
using System.Text.Json;

namespace Provisioning.Compose.Tests.Conformance;

/// <summary>What became of the cases of a corpus.</summary>
public sealed class CorpusRun
{
    public ConcurrentDictionary<string, string> Different { get; } = new(StringComparer.Ordinal);

    public ConcurrentDictionary<string, string> WronglyRefused { get; } = new(StringComparer.Ordinal);

    public ConcurrentDictionary<string, string> WronglyAccepted { get; } = new(StringComparer.Ordinal);

    public ConcurrentDictionary<string, string> Refused { get; } = new(StringComparer.Ordinal);

    public ConcurrentDictionary<string, string> Failed { get; } = new(StringComparer.Ordinal);

    public ConcurrentDictionary<string, string> BytesDiffer { get; } = new(StringComparer.Ordinal);

    public ConcurrentDictionary<string, string> Vague { get; } = new(StringComparer.Ordinal);

    public int Equal => _equal;

    private int _equal;

    public static CorpusRun Of(IReadOnlyList<CorpusCase> cases)
    {
        var run = new CorpusRun();
        Parallel.ForEach(cases, run.Try);
        return run;
    }

    public void WriteReport(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using StreamWriter report = File.CreateText(path);
        report.WriteLine($"equal {Equal}, different {Different.Count}, wrongly refused {WronglyRefused.Count}, refused {Refused.Count}, wrongly accepted {WronglyAccepted.Count}, failed {Failed.Count}, bytes differ {BytesDiffer.Count}, vague {Vague.Count}");
        foreach ((string title, ConcurrentDictionary<string, string> cases) in ((string, ConcurrentDictionary<string, string>)[])
            [("FAILED", Failed), ("DIFFERENT", Different), ("WRONGLY REFUSED", WronglyRefused), ("WRONGLY ACCEPTED", WronglyAccepted), ("BYTES DIFFER", BytesDiffer), ("VAGUE", Vague), ("REFUSED", Refused)])
        {
            report.WriteLine();
            report.WriteLine(title);
            foreach ((string name, string why) in cases.OrderBy(static entry => entry.Key, StringComparer.Ordinal))
            {
                report.WriteLine($"  {name}: {why.ReplaceLineEndings(" | ")}");
            }
        }
    }

    private static string? FirstDifference(JsonElement expected, JsonElement actual, string path)
    {
        if (expected.ValueKind != actual.ValueKind)
        {
            return $"{path}: expected {Show(expected)}, got {Show(actual)}";
        }

        switch (expected.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (JsonProperty property in expected.EnumerateObject())
                {
                    if (!actual.TryGetProperty(property.Name, out JsonElement other))
                    {
                        return $"{path}.{property.Name}: missing, expected {Show(property.Value)}";
                    }

                    if (FirstDifference(property.Value, other, path + "." + property.Name) is { } inner)
                    {
                        return inner;
                    }
                }

                foreach (JsonProperty property in actual.EnumerateObject())
                {
                    if (!expected.TryGetProperty(property.Name, out _))
                    {
                        return $"{path}.{property.Name}: not expected, got {Show(property.Value)}";
                    }
                }

                return null;
            case JsonValueKind.Array:
                for (int i = 0; i < Math.Min(expected.GetArrayLength(), actual.GetArrayLength()); i++)
                {
                    if (FirstDifference(expected[i], actual[i], $"{path}[{i}]") is { } inner)
                    {
                        return inner;
                    }
                }

                return expected.GetArrayLength() == actual.GetArrayLength() ? null : $"{path}: expected {expected.GetArrayLength()} items, got {actual.GetArrayLength()}";
            case JsonValueKind.String:
                return expected.GetString() == actual.GetString() ? null : $"{path}: expected {Show(expected)}, got {Show(actual)}";
            default:
                return expected.GetRawText() == actual.GetRawText() ? null : $"{path}: expected {Show(expected)}, got {Show(actual)}";
        }

        static string Show(JsonElement element)
        {
            string text = element.GetRawText();
            return text.Length <= 200 ? text : text[..200];
        }
    }

    private void Try(CorpusCase @case)
    {
        string json;
        try
        {
            json = ComposeWriter.WriteJson(ComposeLoader.Load(@case.ToOptions()));
        }
        catch (TemplateException exception)
        {
            (@case.IsRefused ? Refused : WronglyRefused)[@case.Name] = exception.Message;
            if (@case.IsRefused && exception.Problems.Any(static problem => problem is { File: null, Path: null } && problem.Code is not ("invalid_project_name" or "no_compose_file")))
            {
                Vague[@case.Name] = exception.Message;
            }

            return;
        }
#pragma warning disable CA1031 // any other exception is exactly what this looks for
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Failed[@case.Name] = exception.ToString();
            return;
        }

        if (@case.IsRefused)
        {
            WronglyAccepted[@case.Name] = File.ReadAllText(Path.Combine(@case.Directory, "expected-error.txt"));
            return;
        }

        string text = File.ReadAllText(Path.Combine(@case.Directory, "expected.json"));
        using var expected = JsonDocument.Parse(text);
        using var actual = JsonDocument.Parse(json);
        if (FirstDifference(expected.RootElement, actual.RootElement, "$") is { } difference)
        {
            Different[@case.Name] = difference;
            return;
        }

        Interlocked.Increment(ref _equal);
        if (text.Trim() != json)
        {
            int at = Enumerable.Range(0, Math.Min(text.Length, json.Length)).FirstOrDefault(i => text[i] != json[i]);
            BytesDiffer[@case.Name] = $"at {at}: {text.AsSpan(at, Math.Min(60, text.Length - at))} <> {json.AsSpan(at, Math.Min(60, json.Length - at))}";
        }
    }
}
