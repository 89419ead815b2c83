using System.CommandLine;
using Provisioning.Projects;

namespace Provisioning.ConsoleApp;

internal sealed class RepairCommand : OperationCommand
{
    private readonly Option<bool> _restore = new("--restore") { Description = "Restores the project first if it is deleted." };
    private readonly Option<bool> _keepStopped = new("--keep-stopped") { Description = "Stops a project again that shall be stopped; otherwise it runs afterwards." };
    private readonly Option<bool> _allowEmptyVolumes = new("--allow-empty-volumes") { Description = "Makes volumes whose data is gone again, empty." };

    public RepairCommand(CommandRunner runner)
        : base("repair", "Provisions a project again from what is stored of it: the same template, values and secrets. Data is never touched.", runner)
    {
        Add(_restore);
        Add(_keepStopped);
        Add(_allowEmptyVolumes);
        AddReveal();
    }

    protected override async Task<int> ExecuteAsync(CommandContext context, CancellationToken cancellationToken)
    {
        ProjectId id = context.Parsed.GetValue(Project);
        var request = new RepairProjectRequest
        {
            RestoreArchived = context.Parsed.GetValue(_restore),
            KeepStopped = context.Parsed.GetValue(_keepStopped),
            AllowEmptyVolumes = context.Parsed.GetValue(_allowEmptyVolumes),
        };
        OperationResult result = await RunOperationAsync(
            context,
            Name,
            (projects, options, token) => projects.RepairAsync(id, request, options, token),
            async (provider, _, token) => throw await CannotAsync(provider, id, token),
            cancellationToken);
        return await ShowAsync(context, result, shallRun: !request.KeepStopped, cancellationToken);
    }

    private static async Task<ProvisioningException> CannotAsync(IProvisioningProvider provider, ProjectId id, CancellationToken cancellationToken)
    {
        string name = provider.Metadata.ProviderName;
        return await provider.FindAsync(id, cancellationToken) is null
            ? ProjectNotFoundException.For(id, name, ProvisioningOperationNames.Repair)
            : new ProvisioningException(
                $"Project '{id}' has no record in this state directory, so nothing says what it was made from. "
                + $"'provisioning provision {id} --template ...' with the same template does the same: it changes only what differs and keeps data, ports and secrets.")
            {
                ErrorCode = ProjectErrorCodes.SecretsNotStored,
                ProjectId = id,
                OperationName = ProvisioningOperationNames.Repair,
                ProviderName = name,
            };
    }
}
