namespace Provisioning.ConsoleApp;

internal sealed class RepairCommand : OperationCommand
{
    public RepairCommand(CommandRunner runner)
        : base("repair", "Provisions a project again from what is stored of it.", runner)
    {
    }

    protected override async Task<int> ExecuteAsync(CommandContext context, CancellationToken cancellationToken)
    {
        IProvisioningProvider provider = await context.GetProviderAsync(cancellationToken);
        ProjectId id = context.Parsed.GetValue(Project);
        ProvisionedProject project = await provider.FindAsync(id, cancellationToken)
            ?? throw ProjectNotFoundException.For(id, provider.Metadata.ProviderName, ProvisioningOperationNames.Repair);
        throw new ProvisioningException(
            $"Repair is not available yet: it needs the project service, which stores what a project was made from. "
            + $"'provisioning provision {project.Id} --template ...' with the same template does the same today: it changes only what differs and keeps data, ports and secrets.")
        {
            ErrorCode = ProvisioningErrorCode.NotSupported,
            ProjectId = project.Id,
            OperationName = ProvisioningOperationNames.Repair,
            ProviderName = project.ProviderName,
        };
    }
}
