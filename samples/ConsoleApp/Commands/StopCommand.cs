namespace Provisioning.ConsoleApp;

internal sealed class StopCommand : OperationCommand
{
    public StopCommand(CommandRunner runner)
        : base("stop", "Stops the project's containers and keeps them.", runner)
    {
    }

    protected override async Task<int> ExecuteAsync(CommandContext context, CancellationToken cancellationToken)
    {
        ProjectId id = context.Parsed.GetValue(Project);
        OperationResult result = await RunOperationAsync(
            context,
            Name,
            (projects, options, token) => projects.StopAsync(id, options, token),
            async (provider, options, token) => OperationResult.From(await provider.StopAsync(id, options, token)),
            cancellationToken);
        return await ShowAsync(context, result, shallRun: false, cancellationToken);
    }
}
