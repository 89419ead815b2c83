using System.CommandLine;

namespace Provisioning.ConsoleApp;

/// <summary>The option that shows endpoints with their secrets.</summary>
internal sealed class RevealOption
{
    public Option<bool> Option { get; } = new("--reveal") { Description = "Shows the secrets in the addresses of endpoints, which are *** otherwise." };

    public async Task<ProjectDocument> ApplyAsync(CommandContext context, IProvisioningProvider provider, ProjectDocument document, CancellationToken cancellationToken)
    {
        if (!context.Parsed.GetValue(Option))
        {
            return document;
        }

        IProjectEndpointRevealer revealer = provider.GetService<IProjectEndpointRevealer>()
            ?? throw new NotSupportedException($"The provider '{document.Provider}' cannot read the secrets of endpoints back. Leave --reveal out.");
        IReadOnlyDictionary<string, Secret> addresses = await revealer.RevealEndpointsAsync(ProjectId.Parse(document.Id), cancellationToken);
        return document with
        {
            Endpoints = [.. document.Endpoints.Select(endpoint => addresses.TryGetValue(endpoint.Name, out Secret? address) ? endpoint with { Url = address.Reveal() } : endpoint)],
        };
    }
}
