using System.CommandLine;

namespace Provisioning.ConsoleApp;

/// <summary>The option that shows endpoints with their secrets.</summary>
internal sealed class RevealOption
{
    public Option<bool> Option { get; } = new("--reveal") { Description = "Shows the secrets in the addresses of endpoints, which are *** otherwise." };

    public Task<ProjectDocument> ApplyAsync(CommandContext context, IProvisioningProvider provider, ProjectDocument document, CancellationToken cancellationToken)
    {
        if (!context.Parsed.GetValue(Option))
        {
            return Task.FromResult(document);
        }

        _ = provider;
        _ = cancellationToken;
        throw new NotSupportedException($"The provider '{provider.Metadata.ProviderName}' cannot reveal the secrets in endpoints.");
    }
}
