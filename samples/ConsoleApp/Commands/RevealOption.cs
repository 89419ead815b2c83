using System.CommandLine;

namespace Provisioning.ConsoleApp;

/// <summary>The option that shows endpoints with their secrets.</summary>
internal sealed class RevealOption
{
    public Option<bool> Option { get; } = new("--reveal") { Description = "Shows the secrets in the addresses of endpoints, which are *** otherwise." };

    /// <summary>Fails when secrets are to be shown and the provider cannot: before anything is done.</summary>
    public void Require(CommandContext context, IProvisioningProvider provider) => Find(context, provider);

    public async Task<ProjectDocument> ApplyAsync(CommandContext context, IProvisioningProvider provider, ProjectDocument document, CancellationToken cancellationToken)
    {
        if (Find(context, provider) is not { } revealer)
        {
            return document;
        }

        IReadOnlyDictionary<string, Secret> addresses = await revealer.RevealEndpointsAsync(ProjectId.Parse(document.Id), cancellationToken);
        return document with
        {
            Endpoints = [.. document.Endpoints.Select(endpoint => addresses.TryGetValue(endpoint.Name, out Secret? address) ? endpoint with { Url = address.Reveal() } : endpoint)],
        };
    }

    private IProjectEndpointRevealer? Find(CommandContext context, IProvisioningProvider provider) => !context.Parsed.GetValue(Option)
        ? null
        : provider.GetService<IProjectEndpointRevealer>()
            ?? throw new NotSupportedException($"The provider '{provider.Metadata.ProviderName}' cannot read the secrets of endpoints back. Leave --reveal out.");
}
