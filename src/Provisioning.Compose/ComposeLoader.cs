using Provisioning.Compose.Decoding;
using Provisioning.Compose.Loading;
using Provisioning.Compose.Values;
using Provisioning.Compose.Yaml;

namespace Provisioning.Compose;

/// <summary>
/// Loads Compose projects exactly as <c>docker compose config</c> of version 2.40 does: interpolation, <c>extends</c>, <c>include</c>,
/// merging of several files, validation, the long form of everything, names and defaults.
/// </summary>
public static class ComposeLoader
{
    /// <summary>Loads a project.</summary>
    /// <param name="options">What to load.</param>
    /// <returns>The project; independent of the files from then on.</returns>
    /// <exception cref="TemplateException">
    /// The files are not a valid project, cannot be read or exceed a limit. Holds every problem that the step which failed found,
    /// with file, line, column and path. Nothing remote is ever fetched; a file that would have to be is a problem too.
    /// </exception>
    public static ComposeProject Load(ComposeLoadOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (!UnixPath.IsAbsolute(options.WorkingDirectory))
        {
            throw new ArgumentException($"The working directory must be an absolute path, not '{options.WorkingDirectory}'.", nameof(options));
        }

        var context = new LoadContext(options);
        var environment = new Dictionary<string, string>(options.Environment, StringComparer.Ordinal);
        ProjectFiles.AddEnvironmentFiles(context, environment);
        List<string> files = ProjectFiles.Find(context, environment);
        string directory = UnixPath.Clean(options.WorkingDirectory);
        string name = new ProjectNames(context, environment).Choose(directory, files);
        environment["COMPOSE_PROJECT_NAME"] = name;
        var scope = new FileScope { PathBase = directory, LoadBase = directory, Environment = environment };
        Node model = new ModelLoader(context).Load(files, scope, at: null, place: null);
        if (model.Entries.Count == 0)
        {
            throw context.Problems.FailFile("empty_file", "The Compose file is empty. It needs at least 'services'.", context.Source(files[0]).Name);
        }

        new Normalizer(name, environment).Apply(model);
        model.Entries.Remove("name");
        return new ProjectDecoder(context, name, files, Profiles(options, environment), environment).Decode(model);
    }

    private static IReadOnlyList<string> Profiles(ComposeLoadOptions options, Dictionary<string, string> environment)
    {
        if (options.Profiles.Count > 0)
        {
            return options.Profiles;
        }

        // Without any there is one, the empty one; it enables services whose profile is an unset variable.
        return environment.GetValueOrDefault("COMPOSE_PROFILES", string.Empty).Split(',', StringSplitOptions.TrimEntries);
    }
}
