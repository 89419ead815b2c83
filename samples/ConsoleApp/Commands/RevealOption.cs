using System.CommandLine;
using Provisioning.Projects;

namespace Provisioning.ConsoleApp;

/// <summary>The option that shows endpoints with their secrets.</summary>
internal sealed class RevealOption
{
    public Option<bool> Option { get; } = new("--reveal") { Description = "Shows the secrets in the addresses of endpoints, which are *** otherwise." };

    public async Task<ProjectDocument> ApplyAsync(CommandContext context, ProjectDocument document, CancellationToken cancellationToken)
    {
        if (!context.Parsed.GetValue(Option))
        {
            return document;
        }

        IProjectService projects = await context.GetProjectsAsync(cancellationToken);
        var access = new SecretAccess { Actor = Environment.UserName, Reason = $"provisioning {context.Parsed.CommandResult.Command.Name} --reveal" };
        IReadOnlyDictionary<string, Secret> addresses = await projects.RevealEndpointsAsync(ProjectId.Parse(document.Id), access, cancellationToken);
        return document with
        {
            Endpoints = [.. document.Endpoints.Select(endpoint => addresses.TryGetValue(endpoint.Name, out Secret? address) ? endpoint with { Url = address.Reveal() } : endpoint)],
        };
    }
}
