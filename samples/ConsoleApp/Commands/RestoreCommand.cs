namespace Provisioning.ConsoleApp;

internal sealed class RestoreCommand : OperationCommand
{
    public RestoreCommand(CommandRunner runner)
        : base("restore", "Brings a deleted project back as stopped, with the same data, ports and secrets.", runner)
        => AddReveal();

    protected override async Task<int> ExecuteAsync(CommandContext context, CancellationToken cancellationToken)
    {
        ProjectId id = context.Parsed.GetValue(Project);
        OperationResult result = await RunOperationAsync(
            context,
            Name,
            (projects, options, token) => projects.RestoreAsync(id, options, token),
            async (provider, options, token) => OperationResult.From(await provider.RestoreAsync(id, options, token)),
            cancellationToken);
        return await ShowAsync(context, result, shallRun: false, cancellationToken);
    }
}
