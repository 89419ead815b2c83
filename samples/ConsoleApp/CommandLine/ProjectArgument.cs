using System.CommandLine;

namespace Provisioning.ConsoleApp;

internal static class ProjectArgument
{
    public static Argument<ProjectId> Create() => new("project")
    {
        Description = "The project's id: 1 to 40 of a-z, 0-9 and '-'.",
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            try
            {
                return ProjectId.Parse(text);
            }
            catch (FormatException exception)
            {
                result.AddError($"'{TerminalText.Clean(text)}' is not a project id. {exception.Message}");
                return default;
            }
        },
    };
}
