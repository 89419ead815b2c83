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

        // A name that a file gives counts, even when nothing remains of it.
        string name = Normalize(FromFiles(files) ?? UnixPath.Base(directory));

        return name.Length > 0
            ? name
            : throw context.Problems.FailFile("invalid_project_name", "The project has no name. Give it one with the top-level key 'name'.", files.Count > 0 ? context.Source(files[0]).Name : null);
    }

    private static string Normalize(string name) =>
        string.Concat(name.ToLowerInvariant().Where(static c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '_' or '-')).TrimStart('_', '-');

    private string? FromFiles(IReadOnlyList<string> files)
    {
        string name = string.Empty;
        int line = 0;
        int column = 0;
        foreach (string file in files)
        {
            YamlTape tape = context.PeekYaml(file);
            foreach (int root in tape.Documents)
            {
                int end = tape[root].Kind == RawKind.Mapping ? tape.Next(root) : root;
                for (int key = root + 1; key < end;)
                {
                    int value = tape.Next(key);
                    if (tape[key] is { Kind: RawKind.Scalar, Value: "name" } && tape[value] is { Kind: RawKind.Scalar, Value.Length: > 0 } found
                        && !(found.IsPlain && found.Value is "~" or "null" or "Null" or "NULL"))
                    {
                        (name, line, column) = (found.Value, found.Line, found.Column);
                    }

                    key = tape.Next(value);
                }
            }
        }

        if (name.Length == 0)
        {
            return null;
        }

        try
        {
            return ComposeInterpolation.Substitute(name, variable => environment.GetValueOrDefault(variable));
        }
        catch (ComposeInterpolationException exception)
        {
            throw context.Problems.FailFile("invalid_variable", exception.Message, files.Count > 0 ? context.Source(files[0]).Name : null, line, column);
        }
    }
}
