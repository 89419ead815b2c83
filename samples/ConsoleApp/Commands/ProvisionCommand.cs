using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Provisioning.Projects;

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

    protected override async Task<int> ExecuteAsync(CommandContext context, CancellationToken cancellationToken)
    {
        CreateProjectRequest request = await _request.CreateAsync(context, cancellationToken);
        FailurePolicy policy = context.Parsed.GetValue(_rollBack) ? FailurePolicy.RollBack : FailurePolicy.Keep;
        OperationResult result = await RunOperationAsync(
            context,
            Name,
            async (projects, options, token) => await projects.FindAsync(request.ProjectId!.Value, token) is null
                ? await projects.CreateAsync(request, options, token)
                : await projects.UpdateAsync(request.ProjectId!.Value, Changes(context, request, policy), options, token),
            async (provider, options, token) =>
            {
                options.FailurePolicy = policy;
                return OperationResult.From(await provider.ProvisionAsync(ToProvision(request), options, token));
            },
            cancellationToken);
        return await ShowAsync(context, result, shallRun: true, cancellationToken);
    }

    // A project that the backend has and nobody recorded keeps its secrets where only the backend knows them: new ones would not open its data.
    protected override async Task<bool> IsServicesAsync(CommandContext context, IProjectService projects, ProjectId id, CancellationToken cancellationToken) =>
        await base.IsServicesAsync(context, projects, id, cancellationToken)
        || await (await context.GetProviderAsync(cancellationToken)).FindAsync(id, cancellationToken) is null;

    private static ProvisionRequest ToProvision(CreateProjectRequest request) => new()
    {
        ProjectId = request.ProjectId!.Value,
        Template = request.Template,
        Secrets = request.Secrets,
        Variables = request.Variables,
        Domain = request.Domain,
        AdoptExisting = request.AdoptExisting,
    };

    // What the command line does not say stays as it is stored, but a template is always said.
    private static UpdateProjectRequest Changes(CommandContext context, CreateProjectRequest request, FailurePolicy policy) => new()
    {
        Template = request.Template,
        Variables = request.Variables,
        Secrets = request.Secrets,
        Domain = request.Domain,
        AllowDataIncompatible = context.Services.GetRequiredService<RequestFlags>().AllowDataIncompatible,
        AdoptExisting = request.AdoptExisting,
        FailurePolicy = policy,
    };
}
