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

    /// <summary>Does it by the project service; or, of a project that has no record here, by the provider.</summary>
    protected async Task<OperationResult> RunOperationAsync(
        CommandContext context,
        string name,
        Func<IProjectService, ProjectOperationOptions, CancellationToken, Task<ProjectOperationInfo>> byService,
        Func<IProvisioningProvider, ProvisioningOperationOptions, CancellationToken, Task<OperationResult>> byProvider,
        CancellationToken cancellationToken)
    {
        ProjectId id = context.Parsed.GetValue(Project);
        string title = $"{name} {id}";
        IProjectService projects = await context.GetProjectsAsync(cancellationToken);
        if (!await IsServicesAsync(context, projects, id, cancellationToken))
        {
            IProvisioningProvider provider = await context.GetProviderAsync(cancellationToken);
            _reveal.Require(context, provider);
            return await ProgressDisplay.RunAsync(context, title, progress => byProvider(provider, CreateProviderOptions(context, progress), cancellationToken));
        }

        return await ProgressDisplay.RunAsync(context, title, async progress =>
        {
            ProjectOperationOptions options = CreateOptions(context, progress);
            try
            {
                return OperationResult.From(await byService(projects, options, cancellationToken));
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                await StopAsync(projects, options.OperationId!);
                throw;
            }
        });
    }

    /// <summary>Returns whether the project is the service's: it has a record.</summary>
    protected virtual async Task<bool> IsServicesAsync(CommandContext context, IProjectService projects, ProjectId id, CancellationToken cancellationToken) =>
        await projects.FindAsync(id, cancellationToken) is not null;

    /// <summary>
    /// Shows the project with its services. The operation has succeeded: a look that fails does not make it a failure, but a project that shall run
    /// and is seen not to does.
    /// </summary>
    protected async Task<int> ShowAsync(CommandContext context, OperationResult result, bool shallRun, CancellationToken cancellationToken)
    {
        ProjectStatus? status = await LookAsync(context, result, cancellationToken);
        ProjectDocument document = status is not null ? ProjectDocument.From(status.Project, status, status.ObservedAt)
            : result.Project is { } project ? ProjectDocument.From(project, status: null, context.Time.GetUtcNow())
            : ProjectDocument.From(await (await context.GetProjectsAsync(cancellationToken)).GetAsync(result.ProjectId, cancellationToken), context.Time.GetUtcNow());
        document = document with { Changed = result.Change != ProjectChange.Unchanged, Change = result.Change, Changes = result.Changes };
        context.Output.WriteProject(await _reveal.ApplyAsync(context, document, isRecorded: result.Project is null, cancellationToken), conditions: []);
        return shallRun && status is { State: ProjectState.Failed or ProjectState.Degraded or ProjectState.Stopped }
            ? throw new ProvisioningException($"Project '{result.ProjectId}' was ready and is not any more: it is {status.State.ToString().ToLowerInvariant()}. Look at its services' logs ('provisioning logs {result.ProjectId}').")
            {
                ErrorCode = ProvisioningErrorCode.ServiceFailed,
                ProjectId = result.ProjectId,
                ProviderName = document.Provider,
                OperationName = Name,
            }
            : ExitCode.Done;
    }

    private static async Task<ProjectStatus?> LookAsync(CommandContext context, OperationResult result, CancellationToken cancellationToken)
    {
        try
        {
            return result.Project is null
                ? await (await context.GetProjectsAsync(cancellationToken)).GetStatusAsync(result.ProjectId, cancellationToken)
                : await (await context.GetProviderAsync(cancellationToken)).GetStatusAsync(result.ProjectId, cancellationToken);
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

    private ProvisioningOperationOptions CreateProviderOptions(CommandContext context, IProgress<ProvisioningProgress>? progress) => new()
    {
        Progress = progress,
        Timeout = context.Parsed.GetValue(Timeout),
        WhenBusy = context.Parsed.GetValue(_wait) ? BusyBehavior.Wait : BusyBehavior.Fail,
    };

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
