using System.Globalization;
using Provisioning.Compose.Yaml;

namespace Provisioning.Compose.Loading;

/// <summary>Reads <c>.env</c> files within a load.</summary>
internal static class EnvironmentFiles
{
    /// <summary>Reads files one after the other; the environment goes before what they say, later files before earlier ones.</summary>
    public static Dictionary<string, string> Read(LoadContext context, IEnumerable<(string Path, Node At)> files, IReadOnlyDictionary<string, string> environment, string? place)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach ((string path, Node at) in files)
        {
            ReadInto(context, path, at.File is null ? null : at, place, variables, name => environment.TryGetValue(name, out string? value) ? value : variables.GetValueOrDefault(name));
        }

        return variables;
    }

    public static void ReadInto(LoadContext context, string path, Node? at, string? place, Dictionary<string, string> variables, Func<string, string?> lookup)
    {
        string text = context.ReadText(path, at, place);
        try
        {
            DotEnv.ParseInto(text, variables, lookup);
        }
        catch (FormatException exception)
        {
            throw Invalid(context, path, exception.Message);
        }
    }

    /// <summary>Reads a file of the format <c>raw</c>: what stands after the first <c>=</c> is the value, whatever it is.</summary>
    public static void ReadRawInto(LoadContext context, string path, Node? at, string? place, Dictionary<string, string> variables, Func<string, string?> lookup)
    {
        string text = context.ReadText(path, at, place);
        int number = 0;
        foreach (string full in (text.StartsWith('\uFEFF') ? text[1..] : text).Split('\n'))
        {
            number++;
            string line = (full.EndsWith('\r') ? full[..^1] : full).TrimStart();
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            int sign = line.IndexOf('=', StringComparison.Ordinal);
            string key = sign < 0 ? line : line[..sign];
            if (key.Length == 0 || key.AsSpan().IndexOfAny(" \t") >= 0)
            {
                throw Invalid(context, path, string.Create(CultureInfo.InvariantCulture, $"line {number}: the name of a variable is missing or has white space"));
            }

            if (sign >= 0)
            {
                variables[key] = line[(sign + 1)..];
            }
            else if (lookup(key) is { } inherited)
            {
                variables[key] = inherited;
            }
        }
    }

    private static TemplateException Invalid(LoadContext context, string path, string message)
    {
        int line = 0;
        int colon = message.IndexOf(':', StringComparison.Ordinal);
        if (message.StartsWith("line ", StringComparison.Ordinal) && colon > 0 && int.TryParse(message.AsSpan(5, colon - 5), NumberStyles.None, CultureInfo.InvariantCulture, out line))
        {
            message = message[(colon + 2)..];
        }

        return context.Problems.FailFile("invalid_env_file", "The environment file is not valid: " + message, context.Source(path).Name, line, line == 0 ? 0 : 1);
    }
}
