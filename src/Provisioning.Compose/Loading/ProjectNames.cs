using Provisioning.Compose.Values;
using Provisioning.Compose.Yaml;

namespace Provisioning.Compose.Loading;

/// <summary>Chooses the name of a project.</summary>
internal sealed class ProjectNames(LoadContext context, Dictionary<string, string> environment)
{
    public string Choose(string directory, IReadOnlyList<string> files)
    {
        string? given = context.Options.ProjectName is { Length: > 0 } chosen ? chosen
            : environment.TryGetValue("COMPOSE_PROJECT_NAME", out string? variable) && variable.Length > 0 ? variable : null;
        if (given is not null)
        {
            return Normalize(given) == given && given.Length > 0
                ? given
                : throw context.Problems.FailFile("invalid_project_name", $"'{given}' is no project name: it must have only lower-case letters, digits, '-' and '_', and begin with a letter or digit.", file: null);
        }

        string name = Normalize(FromFiles(files));
        if (name.Length == 0)
        {
            name = Normalize(UnixPath.Base(directory));
        }

        return name.Length > 0
            ? name
            : throw context.Problems.FailFile("invalid_project_name", "The project has no name. Give it one with the top-level key 'name'.", files.Count > 0 ? context.Source(files[0]).Name : null);
    }

    private static string Normalize(string name) =>
        string.Concat(name.ToLowerInvariant().Where(static c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '_' or '-')).TrimStart('_', '-');

    private string FromFiles(IReadOnlyList<string> files)
    {
        string name = string.Empty;
        RawNode? place = null;
        foreach (string file in files)
        {
            foreach (RawNode document in context.PeekYaml(file))
            {
                for (int i = 0; document.Kind == RawKind.Mapping && i + 1 < document.Content.Count; i += 2)
                {
                    if (document.Content[i] is { Kind: RawKind.Scalar, Value: "name" } && document.Content[i + 1] is { Kind: RawKind.Scalar, Value.Length: > 0 } value
                        && !(value.IsPlain && value.Value is "~" or "null" or "Null" or "NULL"))
                    {
                        name = value.Value;
                        place = value;
                    }
                }
            }
        }

        try
        {
            return ComposeInterpolation.Substitute(name, variable => environment.GetValueOrDefault(variable));
        }
        catch (ComposeInterpolationException exception)
        {
            throw context.Problems.FailFile("invalid_variable", exception.Message, files.Count > 0 ? context.Source(files[0]).Name : null, place?.Line ?? 0, place?.Column ?? 0);
        }
    }
}
