namespace Provisioning.Projects.Tests;

/// <summary>A provider that goes back to the last request that it carried out when a later one fails, as the Local one does.</summary>
internal sealed class RollingBackProvider(IProvisioningProvider inner) : DelegatingProvisioningProvider(inner)
{
    private ProvisionRequest? _good;

    public override ProvisioningProviderMetadata Metadata => new(base.Metadata.ProviderName, base.Metadata.Kind, base.Metadata.Capabilities | ProvisioningCapabilities.RollBack);

    /// <summary>The template's version, in its text, with which provisioning fails.</summary>
    public ProjectTemplate? Bad { get; set; }

    /// <summary>What becomes of the way back; none when it failed before it changed anything.</summary>
    public RollBackOutcome Outcome { get; set; } = RollBackOutcome.Done;

    public string FailureText { get; set; } = "It did not start.";

    public List<(ProvisionRequest Request, FailurePolicy Policy)> Requests { get; } = [];

    public override async Task<ProvisionedProject> ProvisionAsync(ProvisionRequest request, ProvisioningOperationOptions? options = null, CancellationToken cancellationToken = default)
    {
        Requests.Add((request, options?.FailurePolicy ?? FailurePolicy.Keep));
        var kept = new ProvisioningOperationOptions { OperationId = options?.OperationId, WhenBusy = options?.WhenBusy ?? BusyBehavior.Fail, Progress = options?.Progress };
        if (request.Template.Digest != Bad?.Digest)
        {
            ProvisionedProject project = await base.ProvisionAsync(request, kept, cancellationToken);
            _good = request;
            return project;
        }

        RollBackOutcome outcome = options?.FailurePolicy == FailurePolicy.RollBack && _good is not null ? Outcome : RollBackOutcome.None;
        if (Outcome != RollBackOutcome.None)
        {
            await base.ProvisionAsync(request, kept, cancellationToken);
        }

        if (outcome == RollBackOutcome.Done)
        {
            await base.ProvisionAsync(_good!, kept, cancellationToken);
        }

        throw new ServiceFailedException(FailureText) { ServiceName = "api", ExitCode = 1, RollBack = outcome };
    }
}
