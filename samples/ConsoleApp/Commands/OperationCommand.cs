using System.CommandLine;
using Provisioning.Projects;

namespace Provisioning.ConsoleApp;

/// <summary>A command that changes one project: shows progress, then the project as observed afterwards.</summary>
internal abstract class OperationCommand : ProjectCommand
{
    private readonly Option<bool> _wait = new("--wait") { Description = "Waits while another operation runs on the project, at most as long as --timeout." };
    private readonly RevealOption _reveal = new();

    private protected OperationCommand(string name, string description, CommandRunner runner)
        : base(name, description, runner)
    {
        Add(Timeout);
        Add(_wait);
    }

    protected Option<TimeSpan?> Timeout { get; } = new("--timeout")
    {
        Description = "How long it may take, for instance 90s or 5m. Default: the provider's.",
        HelpName = "DURATION",
        CustomParser = Duration.Parse,
    };

    protected void AddReveal() => Add(_reveal.Option);

    protected async Task<ProjectOperationInfo> RunOperationAsync(
        CommandContext context,
        string name,
        Func<IProjectService, ProjectOperationOptions, CancellationToken, Task<ProjectOperationInfo>> operation,
        CancellationToken cancellationToken)
    {
        IProjectService projects = await context.GetProjectsAsync(cancellationToken);
        return await ProgressDisplay.RunAsync(context, $"{name} {context.Parsed.GetValue(Project)}", async progress =>
        {
            ProjectOperationOptions options = CreateOptions(context, progress);
            try
            {
                return await operation(projects, options, cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                await StopAsync(projects, options.OperationId!);
                throw;
            }
        });
    }

    /// <summary>
    /// Shows the project with its services. The operation has succeeded: a look that fails does not make it a failure, but a project that shall run
    /// and is seen not to does.
    /// </summary>
    protected async Task<int> ShowAsync(CommandContext context, ProjectOperationInfo operation, bool shallRun, CancellationToken cancellationToken)
    {
        IProjectService projects = await context.GetProjectsAsync(cancellationToken);
        ProjectStatus? status = await LookAsync(context, projects, operation.ProjectId, cancellationToken);
        ProjectDocument document = status is not null
            ? ProjectDocument.From(status.Project, status, status.ObservedAt)
            : ProjectDocument.From(await projects.GetAsync(operation.ProjectId, cancellationToken), context.Time.GetUtcNow());
        ProjectChange change = operation.Outcome?.Change ?? ProjectChange.Unchanged;
        document = document with
        {
            Changed = change != ProjectChange.Unchanged,
            Change = change,
            Changes = operation.Kind == ProjectOperationKind.Repair ? operation.Outcome?.Changes ?? [] : null,
        };
        context.Output.WriteProject(await _reveal.ApplyAsync(context, document, cancellationToken), conditions: []);
        return shallRun && status is { State: ProjectState.Failed or ProjectState.Degraded or ProjectState.Stopped }
            ? throw new ProvisioningException($"Project '{operation.ProjectId}' was ready and is not any more: it is {status.State.ToString().ToLowerInvariant()}. Look at its services' logs ('provisioning logs {operation.ProjectId}').")
            {
                ErrorCode = ProvisioningErrorCode.ServiceFailed,
                ProjectId = operation.ProjectId,
                ProviderName = document.Provider,
                OperationName = Name,
            }
            : ExitCode.Done;
    }

    private static async Task<ProjectStatus?> LookAsync(CommandContext context, IProjectService projects, ProjectId projectId, CancellationToken cancellationToken)
    {
        try
        {
            return await projects.GetStatusAsync(projectId, cancellationToken);
        }
        catch (ProvisioningException exception)
        {
            // With JSON the document says it by what it lacks: no services.
            if (!context.IsJson)
            {
                context.Io.Error.WriteLine(TerminalText.CleanLines($"warning: the services could not be looked at: {exception.Message}"));
            }

            return null;
        }
    }

    // The service would go on without us; but it lives in this process, which ends now.
    private static async Task StopAsync(IProjectService projects, string operationId)
    {
        try
        {
            await projects.CancelOperationAsync(operationId, CancellationToken.None);
            await projects.WaitForOperationAsync(operationId, CancellationToken.None);
        }
        catch (ProvisioningException)
        {
            // Not begun, or not to be asked: the next command on the project finds out what is left of it.
        }
    }

    private ProjectOperationOptions CreateOptions(CommandContext context, IProgress<ProvisioningProgress>? progress) => new()
    {
        OperationId = Guid.NewGuid().ToString("N"),
        Actor = Environment.UserName,
        Progress = progress,
        Timeout = context.Parsed.GetValue(Timeout),
        WhenBusy = context.Parsed.GetValue(_wait) ? BusyBehavior.Wait : BusyBehavior.Fail,
        BusyTimeout = context.Parsed.GetValue(_wait) ? context.Parsed.GetValue(Timeout) : null,
    };
}
