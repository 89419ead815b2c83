using System.Text;
using Provisioning.Compose;

namespace Provisioning.Local;

/// <summary>The files with which <c>docker compose</c> can be used by hand in a project's folder.</summary>
internal static class ProjectFiles
{
    /// <summary>The Compose file with everything filled in, as JSON, which is YAML; it holds secrets.</summary>
    public static string Compose(ResolvedTemplate resolved) => ComposeWriter.WriteJson(resolved.FullProject);

    /// <summary>The values by name, for people and scripts; the Compose file needs none of them.</summary>
    public static string Environment(ProjectId projectId, ResolvedTemplate resolved)
    {
        var values = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach ((string name, string value) in resolved.Variables)
        {
            values[name] = value;
        }

        foreach ((string name, Secret secret) in resolved.Secrets)
        {
            values[name] = secret.Reveal();
        }

        // Beside the Compose file these would change what docker compose does.
        foreach (string name in values.Keys.Where(name => name.StartsWith("COMPOSE_", StringComparison.Ordinal)).ToList())
        {
            values.Remove(name);
        }

        values["COMPOSE_PROJECT_NAME"] = projectId.Value;
        var text = new StringBuilder();
        foreach ((string name, string value) in values)
        {
            text.Append(name).Append('=').Append(Quote(value)).Append('\n');
        }

        return text.ToString();
    }

    // In single quotes everything is as it stands; only a value with one needs double quotes and their escapes.
    private static string Quote(string value)
    {
        if (value.Length > 0 && value.All(character => char.IsAsciiLetterOrDigit(character) || character is '_' or '-' or '.' or '/' or ':' or '@' or '+' or ',' or '='))
        {
            return value;
        }

        return value.Contains('\'', StringComparison.Ordinal)
            ? "\"" + value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("$", "\\$", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal).Replace("\r", "\\r", StringComparison.Ordinal) + "\""
            : "'" + value + "'";
    }
}
