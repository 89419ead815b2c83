using System.CommandLine;

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

    protected async Task<T> RunOperationAsync<T>(
        CommandContext context,
        string name,
        Func<IProvisioningProvider, ProvisioningOperationOptions, CancellationToken, Task<T>> operation,
        CancellationToken cancellationToken)
    {
        IProvisioningProvider provider = await context.GetProviderAsync(cancellationToken);
        _reveal.Require(context, provider);
        return await ProgressDisplay.RunAsync(context, $"{name} {context.Parsed.GetValue(Project)}", progress => operation(provider, CreateOptions(context, progress), cancellationToken));
    }

    /// <summary>
    /// Shows the project with its services. The operation has succeeded: a look that fails does not make it a failure, but a project that shall run
    /// and is seen not to does.
    /// </summary>
    protected async Task<int> ShowAsync(CommandContext context, ProvisionedProject project, bool shallRun, CancellationToken cancellationToken)
    {
        IProvisioningProvider provider = await context.GetProviderAsync(cancellationToken);
        ProjectStatus? status = null;
        try
        {
            status = await provider.GetStatusAsync(project.Id, cancellationToken);
        }
        catch (ProvisioningException exception) when (!context.IsJson)
        {
            context.Io.Error.WriteLine(TerminalText.CleanLines($"warning: the services could not be looked at: {exception.Message}"));
        }
        catch (ProvisioningException)
        {
            // The document says it by what it lacks: no services.
        }

        ProjectDocument document = ProjectDocument.From(project, status, context.Time.GetUtcNow());
        context.Output.WriteProject(await _reveal.ApplyAsync(context, provider, document, cancellationToken), conditions: []);
        return shallRun && status is { State: ProjectState.Failed or ProjectState.Degraded or ProjectState.Stopped }
            ? throw new ProvisioningException($"Project '{project.Id}' was ready and is not any more: it is {status.State.ToString().ToLowerInvariant()}. Look at its services' logs ('provisioning logs {project.Id}').")
            {
                ErrorCode = ProvisioningErrorCode.ServiceFailed,
                ProjectId = project.Id,
                ProviderName = project.ProviderName,
                OperationName = Name,
            }
            : ExitCode.Done;
    }

    protected virtual FailurePolicy GetFailurePolicy(CommandContext context) => FailurePolicy.Keep;

    private ProvisioningOperationOptions CreateOptions(CommandContext context, IProgress<ProvisioningProgress>? progress) => new()
    {
        Progress = progress,
        Timeout = context.Parsed.GetValue(Timeout),
        FailurePolicy = GetFailurePolicy(context),
        WhenBusy = context.Parsed.GetValue(_wait) ? BusyBehavior.Wait : BusyBehavior.Fail,
    };
}
