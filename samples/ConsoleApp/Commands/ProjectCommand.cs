using System.CommandLine;

namespace Provisioning.ConsoleApp;

/// <summary>A command about one project.</summary>
internal abstract class ProjectCommand : AppCommand
{
    private protected ProjectCommand(string name, string description, CommandRunner runner)
        : this(name, description, runner, ProjectArgument.Create())
    {
    }

    private ProjectCommand(string name, string description, CommandRunner runner, Argument<ProjectId> project)
        : base(name, description, runner, project) => Project = project;

    protected Argument<ProjectId> Project { get; }
}
