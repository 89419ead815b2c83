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
        ProjectId id = context.Parsed.GetValue(Project);
        bool isRecorded = await projects.FindAsync(id, cancellationToken) is not null;
        ProjectStatus status = isRecorded
            ? await projects.GetStatusAsync(id, cancellationToken)
            : await (await context.GetProviderAsync(cancellationToken)).GetStatusAsync(id, cancellationToken);
        ProjectDocument document = ProjectDocument.From(status.Project, status, status.ObservedAt);
        context.Output.WriteProject(await _reveal.ApplyAsync(context, document, isRecorded, cancellationToken), status.Conditions);
        return ExitCode.Done;
    }
}
