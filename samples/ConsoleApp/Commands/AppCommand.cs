using System.CommandLine;

namespace Provisioning.ConsoleApp;

/// <summary>A command of the application.</summary>
internal abstract class AppCommand : Command
{
    private protected AppCommand(string name, string description, CommandRunner runner, Argument<ProjectId>? project = null)
        : base(name, description)
    {
        if (project is not null)
        {
            Add(project);
        }

        SetAction((parsed, cancellationToken) => runner.RunAsync(parsed, project, ExecuteAsync, cancellationToken));
    }

    protected abstract Task<int> ExecuteAsync(CommandContext context, CancellationToken cancellationToken);
}
