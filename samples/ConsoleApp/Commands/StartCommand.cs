namespace Provisioning.ConsoleApp;

internal sealed class StartCommand : OperationCommand
{
    public StartCommand(CommandRunner runner)
        : base("start", "Starts a stopped project and waits until it is ready.", runner)
        => AddReveal();

    protected override async Task<int> ExecuteAsync(CommandContext context, CancellationToken cancellationToken)
    {
        ProjectId id = context.Parsed.GetValue(Project);
        OperationResult result = await RunOperationAsync(
            context,
            Name,
            (projects, options, token) => projects.StartAsync(id, options, token),
            async (provider, options, token) => OperationResult.From(await provider.StartAsync(id, options, token)),
            cancellationToken);
        return await ShowAsync(context, result, shallRun: true, cancellationToken);
    }
}
