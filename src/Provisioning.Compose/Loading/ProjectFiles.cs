using Provisioning.Compose.Values;
using Provisioning.Compose.Yaml;

namespace Provisioning.Compose.Loading;

/// <summary>Finds the files of a project.</summary>
internal static class ProjectFiles
{
    private static readonly string[] Names = ["compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml"];
    private static readonly string[] OverrideNames = ["compose.override.yml", "compose.override.yaml", "docker-compose.override.yml", "docker-compose.override.yaml"];

    /// <summary>Adds what the environment files say to an environment, which goes before them.</summary>
    public static void AddEnvironmentFiles(LoadContext context, Dictionary<string, string> environment)
    {
        IReadOnlyList<string>? given = context.Options.EnvFiles;
        if (given is null)
        {
            string file = context.Absolute(".env");
            given = context.Files.FileExists(file) ? [file] : [];
        }

        foreach ((string name, string value) in EnvironmentFiles.Read(context, given.Select(static file => (file, Node.Null())), environment, place: null))
        {
            environment.TryAdd(name, value);
        }
    }

    public static List<string> Find(LoadContext context, Dictionary<string, string> environment)
    {
        IReadOnlyList<string> given = context.Options.Files;
        if (given.Count == 0 && environment.TryGetValue("COMPOSE_FILE", out string? listed) && listed.Length > 0)
        {
            string separator = environment.TryGetValue("COMPOSE_PATH_SEPARATOR", out string? chosen) && chosen.Length > 0 ? chosen : ":";
            given = listed.Split(separator);
        }

        if (given.Count > 0)
        {
            foreach (string file in given)
            {
                if (RemoteFiles.IsRemote(file))
                {
                    throw context.Problems.FailFile("remote_file", $"'{file}' is a remote file. Remote files are never fetched.", file);
                }
            }

            return [.. given.Select(context.Absolute)];
        }

        string directory = UnixPath.Clean(context.Options.WorkingDirectory);
        while (true)
        {
            if (First(context, directory, Names) is { } found)
            {
                return First(context, directory, OverrideNames) is { } over ? [found, over] : [found];
            }

            string parent = UnixPath.Directory(directory);
            if (parent == directory)
            {
                throw context.Problems.FailFile("no_compose_file", $"There is no Compose file in '{context.Options.WorkingDirectory}' or above it. Its name is one of: {string.Join(", ", Names)}.", file: null);
            }

            directory = parent;
        }
    }

    private static string? First(LoadContext context, string directory, string[] names)
    {
        string[] found = [.. names.Select(name => UnixPath.Join(directory, name)).Where(context.Files.FileExists)];
        if (found.Length > 1)
        {
            context.Warnings.Add("several_files", $"There are several Compose files; '{found[0]}' is used.", location: null);
        }

        return found.FirstOrDefault();
    }
}
