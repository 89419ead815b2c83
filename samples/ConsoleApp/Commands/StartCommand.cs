namespace Provisioning.ConsoleApp;

internal sealed class StartCommand : OperationCommand
{
    public StartCommand(CommandRunner runner)
        : base("start", "Starts a stopped project and waits until it is ready.", runner)
        => AddReveal();

    protected override async Task<int> ExecuteAsync(CommandContext context, CancellationToken cancellationToken)
    {
        ProjectId id = context.Parsed.GetValue(Project);
        ProvisionedProject project = await RunOperationAsync(context, Name, (provider, options, token) => provider.StartAsync(id, options, token), cancellationToken);
        return await ShowAsync(context, project, shallRun: true, cancellationToken);
    }
}
