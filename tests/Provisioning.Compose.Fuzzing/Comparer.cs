using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Provisioning.Compose.Fuzzing;

/// <summary>Asks Docker Compose and this library the same question.</summary>
internal sealed partial class Comparer(string compose, string directory, string format)
{
    public sealed record Outcome(string Kind, string Detail)
    {
        public string Signature => Kind + ": " + Detail;
    }

    public static readonly Outcome Same = new("equal", string.Empty);
    public static readonly Outcome BothRefused = new("refused", string.Empty);

    /// <summary>Gets where both answers are written.</summary>
    public TextWriter Log { get; init; } = TextWriter.Null;

    public Outcome Compare(FuzzCase @case)
    {
        @case.Write(directory);
        (string? json, string errors) = Ask(@case);
        string? ours = null;
        string message = string.Empty;
        try
        {
            ComposeProject project = ComposeLoader.Load(Options(@case));
            ours = format == "json" ? ComposeWriter.WriteJson(project) : ComposeWriter.WriteYaml(project);
        }
        catch (TemplateException exception)
        {
            TemplateProblem problem = exception.Problems[0];
            Log.WriteLine($"--- ours\n{exception.Message}");
            message = $"{problem.Code} {Plain(problem.Path ?? string.Empty)} {Plain(problem.Message)}";
            if (exception.Problems.All(static problem => problem.File is null && problem.Path is null && problem.Code != "invalid_project_name"))
            {
                return new Outcome("vague", message);
            }
        }
#pragma warning disable CA1031 // what is looked for
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return new Outcome("crash", exception.GetType().Name + " " + exception.StackTrace?.Split('\n')[0].Trim());
        }

        Log.WriteLine($"--- theirs\n{json}{errors}\n--- ours\n{ours}");
        return (json, ours) switch
        {
            (null, null) => BothRefused,
            (null, _) => new Outcome("wrongly accepted", Plain(errors)),
            (_, null) => new Outcome("wrongly refused", message),
            _ when json.TrimEnd('\n') == ours.TrimEnd('\n') => Same,
            _ when format == "json" => Difference(json, ours),
            _ => LineDifference(json, ours),
        };
    }

    private static Outcome LineDifference(string theirs, string ours)
    {
        (string Left, string Right) first = theirs.Split('\n').Zip(ours.Split('\n')).FirstOrDefault(static pair => pair.First != pair.Second);
        return new Outcome("yaml differs", Plain(first.Left + " | " + first.Right));
    }

    private static Outcome Difference(string theirs, string ours)
    {
        using var left = JsonDocument.Parse(theirs);
        using var right = JsonDocument.Parse(ours);
        string? path = FirstDifference(left.RootElement, right.RootElement, string.Empty);
        return path is null ? new Outcome("bytes differ", string.Empty) : new Outcome("different", path);
    }

    private static string? FirstDifference(JsonElement left, JsonElement right, string path)
    {
        if (left.ValueKind != right.ValueKind)
        {
            return $"{path} {left.ValueKind} {right.ValueKind}";
        }

        switch (left.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (JsonProperty property in left.EnumerateObject())
                {
                    string inner = path + "." + (path is ".services" or ".networks" or ".volumes" or ".secrets" or ".configs" ? "*" : property.Name);
                    if (!right.TryGetProperty(property.Name, out JsonElement other))
                    {
                        return inner + " missing";
                    }

                    if (FirstDifference(property.Value, other, inner) is { } found)
                    {
                        return found;
                    }
                }

                return right.EnumerateObject().FirstOrDefault(property => !left.TryGetProperty(property.Name, out _)) is { Value.ValueKind: not JsonValueKind.Undefined } more ? path + "." + more.Name + " too much" : null;
            case JsonValueKind.Array:
                if (left.GetArrayLength() != right.GetArrayLength())
                {
                    return path + " length";
                }

                for (int i = 0; i < left.GetArrayLength(); i++)
                {
                    if (FirstDifference(left[i], right[i], path + "[]") is { } found)
                    {
                        return found;
                    }
                }

                return null;
            default:
                return left.GetRawText() == right.GetRawText() ? null : path;
        }
    }

    // Names, numbers and quoted texts do not make another difference.
    private static string Plain(string text)
    {
        string last = text.Trim();
        last = Quoted().Replace(last, "'_'");
        last = Number().Replace(last, "N");
        return last.Length > 220 ? last[..220] : last;
    }

    private ComposeLoadOptions Options(FuzzCase @case)
    {
        var files = new List<string>();
        var profiles = new List<string>();
        var envFiles = new List<string>();
        string? name = null;
        for (int i = 0; i + 1 < @case.Arguments.Count; i += 2)
        {
            string value = @case.Arguments[i + 1];
            switch (@case.Arguments[i])
            {
                case "-f":
                    files.Add(value);
                    break;
                case "--profile":
                    profiles.Add(value);
                    break;
                case "--env-file":
                    envFiles.Add(value);
                    break;
                case "--project-name":
                    name = value;
                    break;
                default:
                    throw new InvalidOperationException(@case.Arguments[i]);
            }
        }

        return new ComposeLoadOptions
        {
            WorkingDirectory = directory,
            Files = files,
            Profiles = profiles,
            ProjectName = name,
            EnvFiles = envFiles.Count == 0 ? null : envFiles,
            Environment = Environment(@case),
        };
    }

    private Dictionary<string, string> Environment(FuzzCase @case)
    {
        var environment = new Dictionary<string, string>(@case.Variables, StringComparer.Ordinal);
        environment.TryAdd("HOME", "/root");
        environment.TryAdd("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
        environment["PWD"] = directory;
        return environment;
    }

    private (string? Json, string Errors) Ask(FuzzCase @case)
    {
        var start = new ProcessStartInfo(compose, [.. @case.Arguments, "config", "--format", format])
        {
            WorkingDirectory = directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            UseShellExecute = false,
        };
        start.Environment.Clear();
        foreach ((string name, string value) in Environment(@case))
        {
            start.Environment[name] = value;
        }

        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(TimeSpan.FromSeconds(30)))
        {
            process.Kill();
            return (null, "timeout");
        }

        string text = string.Join('\n', errors.Result.Split('\n').Where(static line => !line.Contains("level=warning", StringComparison.Ordinal)));
        return process.ExitCode == 0 ? (output.Result, text) : (null, text.Replace(directory, string.Empty, StringComparison.Ordinal));
    }

    [GeneratedRegex("""'[^']*'|"[^"]*"|`[^`]*`|services\.[A-Za-z0-9_.-]+?(?=[.\[ :])""", RegexOptions.None, 1000)]
    private static partial Regex Quoted();

    [GeneratedRegex("[0-9]+", RegexOptions.None, 1000)]
    private static partial Regex Number();
}
