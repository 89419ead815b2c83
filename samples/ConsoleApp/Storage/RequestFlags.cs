namespace Provisioning.ConsoleApp;

/// <summary>What the command line allows this one command, and is not a part of what the project shall be: the provider is told of it with the request.</summary>
internal sealed class RequestFlags
{
    public bool AllowDataIncompatible { get; set; }

    public bool AllowEmptyVolumes { get; set; }

    public IProvisioningProvider Around(IProvisioningProvider provider) => new Provider(provider, this);

    private sealed class Provider(IProvisioningProvider inner, RequestFlags flags) : DelegatingProvisioningProvider(inner)
    {
        public override Task<ProvisionedProject> ProvisionAsync(ProvisionRequest request, ProvisioningOperationOptions? options = null, CancellationToken cancellationToken = default) =>
            base.ProvisionAsync(Flagged(request), options, cancellationToken);

        public override Task<ProvisioningPlan> PlanAsync(ProvisionRequest request, CancellationToken cancellationToken = default) => base.PlanAsync(Flagged(request), cancellationToken);

        private ProvisionRequest Flagged(ProvisionRequest request) => new()
        {
            ProjectId = request.ProjectId,
            Template = request.Template,
            Secrets = request.Secrets,
            Variables = request.Variables,
            Domain = request.Domain,
            Labels = request.Labels,
            Limits = request.Limits,
            AllowDataIncompatible = request.AllowDataIncompatible || flags.AllowDataIncompatible,
            AllowEmptyVolumes = request.AllowEmptyVolumes || flags.AllowEmptyVolumes,
            AdoptExisting = request.AdoptExisting,
        };
    }
}
