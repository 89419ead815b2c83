using System.Text;
using Provisioning.Compose.Writing;

namespace Provisioning.Compose;

/// <summary>Writes projects in their canonical form, as <c>docker compose config</c> prints them.</summary>
public static class ComposeWriter
{
    private static readonly ComposeWriteOptions Default = new();

    /// <summary>Writes a project as JSON. Values of secrets are not written, but the environment of services is.</summary>
    /// <param name="project">The project.</param>
    /// <param name="options">How to write; the default is Docker Compose's way.</param>
    /// <returns>The JSON.</returns>
    /// <exception cref="TemplateException">A service has a <c>build.ssh</c> with a path, for which Docker Compose has no JSON form.</exception>
    public static string WriteJson(ComposeProject project, ComposeWriteOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(project);
        using var text = new TextBuffer();
        WriteJson(text, project, options ?? Default);
        return text.ToString();
    }

    /// <summary>Writes a project as JSON in UTF-8.</summary>
    /// <param name="output">Receives the JSON; stays open.</param>
    /// <param name="project">The project.</param>
    /// <param name="options">How to write; the default is Docker Compose's way.</param>
    /// <exception cref="TemplateException">A service has a <c>build.ssh</c> with a path, for which Docker Compose has no JSON form.</exception>
    public static void WriteJsonTo(Stream output, ComposeProject project, ComposeWriteOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(project);
        using var text = new TextBuffer();
        WriteJson(text, project, options ?? Default);
        output.Write(text.ToUtf8());
    }

    /// <summary>Writes a project as YAML. Values of secrets are not written, but the environment of services is.</summary>
    /// <param name="project">The project.</param>
    /// <param name="options">How to write; the default is Docker Compose's way.</param>
    /// <returns>The YAML. Loading it gives the same project.</returns>
    public static string WriteYaml(ComposeProject project, ComposeWriteOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(project);
        options ??= Default;
        var text = new StringBuilder();
        ProjectWriter.WriteYaml(new Emitter(new YamlSink(text, options.EscapeDollars), isYaml: true), project);
        return text.ToString();
    }

    /// <summary>Writes a project as YAML in UTF-8.</summary>
    /// <param name="output">Receives the YAML; stays open.</param>
    /// <param name="project">The project.</param>
    /// <param name="options">How to write; the default is Docker Compose's way.</param>
    public static void WriteYamlTo(Stream output, ComposeProject project, ComposeWriteOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(output);
        output.Write(Encoding.UTF8.GetBytes(WriteYaml(project, options)));
    }

    private static void WriteJson(TextBuffer text, ComposeProject project, ComposeWriteOptions options)
    {
        RefuseSshPaths(project);
        ProjectWriter.Write(new Emitter(new JsonSink(text, options.Indented, options.EscapeDollars)), project);
    }

    private static void RefuseSshPaths(ComposeProject project)
    {
        var problems = new Loading.Problems();
        foreach ((string name, ComposeService service) in project.Services)
        {
            if (service.Build?.Ssh.Any(static key => key.Contains('=', StringComparison.Ordinal)) == true)
            {
                string path = $"services.{name}.build.ssh";
                ComposeSourceLocation? at = project.SourceMap.Find(path);
                problems.Add("no_json_form", "An SSH agent with a path has no JSON form in Docker Compose. Write YAML, or leave the path out.", at?.File, at?.Line ?? 0, at?.Column ?? 0, path);
            }
        }

        problems.ThrowIfAny();
    }
}
