namespace Provisioning.ConsoleApp;

internal sealed class ProvisionCommand : OperationCommand
{
    private readonly RequestOptions _request;

    public ProvisionCommand(CommandRunner runner)
        : base("provision", "Creates a project from a template, or makes an existing one equal to it, and waits until it is ready.", runner)
    {
        _request = new RequestOptions(Project);
        _request.AddTo(this);
        AddReveal();
    }

    protected override async Task<int> ExecuteAsync(CommandContext context, CancellationToken cancellationToken)
    {
        ProvisionRequest request = await _request.CreateAsync(context, cancellationToken);
        ProvisionedProject project = await RunOperationAsync(context, Name, (provider, options, token) => provider.ProvisionAsync(request, options, token), cancellationToken);
        return await ShowAsync(context, project, shallRun: true, cancellationToken);
    }
}
