using Provisioning.Projects;

namespace Provisioning.ConsoleApp;

internal sealed class StatusCommand : ProjectCommand
{
    private readonly RevealOption _reveal = new();

    public StatusCommand(CommandRunner runner)
        : base("status", "Observes a project and its services now.", runner) => Add(_reveal.Option);

    protected override async Task<int> ExecuteAsync(CommandContext context, CancellationToken cancellationToken)
    {
        IProjectService projects = await context.GetProjectsAsync(cancellationToken);
        ProjectStatus status = await projects.GetStatusAsync(context.Parsed.GetValue(Project), cancellationToken);
        ProjectDocument document = ProjectDocument.From(status.Project, status, status.ObservedAt);
        context.Output.WriteProject(await _reveal.ApplyAsync(context, document, cancellationToken), status.Conditions);
        return ExitCode.Done;
    }
}
