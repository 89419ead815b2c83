using System.CommandLine;

namespace Provisioning.ConsoleApp;

internal sealed class ProvisionCommand : OperationCommand
{
    private readonly RequestOptions _request;
    private readonly Option<bool> _rollBack = new("--roll-back") { Description = "Goes back to the last good revision if it fails. Volumes stay as they are." };

    public ProvisionCommand(CommandRunner runner)
        : base("provision", "Creates a project from a template, or makes an existing one equal to it, and waits until it is ready.", runner)
    {
        _request = new RequestOptions(Project);
        _request.AddTo(this);
        Add(_rollBack);
        AddReveal();
    }

    protected override FailurePolicy GetFailurePolicy(CommandContext context) => context.Parsed.GetValue(_rollBack) ? FailurePolicy.RollBack : FailurePolicy.Keep;

    protected override async Task<int> ExecuteAsync(CommandContext context, CancellationToken cancellationToken)
    {
        ProvisionRequest request = await _request.CreateAsync(context, cancellationToken);
        ProvisionedProject project = await RunOperationAsync(context, Name, (provider, options, token) => provider.ProvisionAsync(request, options, token), cancellationToken);
        return await ShowAsync(context, project, shallRun: true, cancellationToken);
    }
}
