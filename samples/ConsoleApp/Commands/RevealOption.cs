using System.CommandLine;
using Provisioning.Projects;

namespace Provisioning.ConsoleApp;

/// <summary>The option that shows endpoints with their secrets.</summary>
internal sealed class RevealOption
{
    public Option<bool> Option { get; } = new("--reveal") { Description = "Shows the secrets in the addresses of endpoints, which are *** otherwise." };

    /// <summary>Fails when secrets are to be shown and the provider, which alone knows them, cannot: before anything is done.</summary>
    public void Require(CommandContext context, IProvisioningProvider provider)
    {
        if (context.Parsed.GetValue(Option))
        {
            Find(provider);
        }
    }

    public async Task<ProjectDocument> ApplyAsync(CommandContext context, ProjectDocument document, bool isRecorded, CancellationToken cancellationToken)
    {
        if (!context.Parsed.GetValue(Option))
        {
            return document;
        }

        var id = ProjectId.Parse(document.Id);
        var access = new SecretAccess { Actor = Environment.UserName, Reason = $"provisioning {context.Parsed.CommandResult.Command.Name} --reveal" };
        IReadOnlyDictionary<string, Secret> addresses = isRecorded
            ? await (await context.GetProjectsAsync(cancellationToken)).RevealEndpointsAsync(id, access, cancellationToken)
            : await Find(await context.GetProviderAsync(cancellationToken)).RevealEndpointsAsync(id, cancellationToken);
        return document with
        {
            Endpoints = [.. document.Endpoints.Select(endpoint => addresses.TryGetValue(endpoint.Name, out Secret? address) ? endpoint with { Url = address.Reveal() } : endpoint)],
        };
    }

    private static IProjectEndpointRevealer Find(IProvisioningProvider provider) => provider.GetService<IProjectEndpointRevealer>()
        ?? throw new NotSupportedException($"The provider '{provider.Metadata.ProviderName}' cannot read the secrets of endpoints back. Leave --reveal out.");
}
