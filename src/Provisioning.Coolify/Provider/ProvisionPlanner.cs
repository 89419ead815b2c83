using Provisioning.Coolify.Rendering;

namespace Provisioning.Coolify;

/// <summary>Plan: says what provisioning would do. Only reads.</summary>
internal sealed class ProvisionPlanner(CoolifyBackend backend)
{
    public async Task<ProvisioningPlan> PlanAsync(ProvisionRequest request, CancellationToken cancellationToken)
    {
        FoundProject? found = await backend.Locator.FindAsync(request.ProjectId, cancellationToken).ConfigureAwait(false);
        if (found?.Identity.ArchivedAt is not null)
        {
            throw backend.ArchivedConflict(request.ProjectId, ProvisioningOperationNames.Plan);
        }

        CoolifyRevision revision = backend.Renderer.Render(request, found?.Identity.Salt ?? RevisionRenderer.NewSalt());
        return new ProvisioningPlan
        {
            ProjectId = request.ProjectId,
            ProviderName = backend.ProviderName,
            RevisionDigest = found is null ? null : revision.Digest, // the salt of a project that does not exist enters the digest
            Actions = [.. found is null || found.Service.IsShell() ? Create(request, revision) : Change(revision, found)],
        };
    }

    private static IEnumerable<PlanAction> Create(ProvisionRequest request, CoolifyRevision revision)
    {
        const string Reason = "the project does not exist";
        yield return Action(PlanActionKind.Create, "project", request.ProjectId.Value, "it does not exist");
        foreach (string volume in revision.Template.Project.Volumes.Keys.Order(StringComparer.Ordinal))
        {
            yield return Action(PlanActionKind.Create, "volume", volume, Reason);
        }

        foreach (IdentityService service in revision.Services)
        {
            yield return Action(PlanActionKind.Create, "container", service.Name, Reason);
        }
    }

    private IEnumerable<PlanAction> Change(CoolifyRevision revision, FoundProject found)
    {
        bool isSame = found.Identity.Digest == revision.Digest;
        var view = new ProjectView(backend.ProviderName, found, isBusy: false);
        if (isSame && found.Identity.Failure is null && found.Service.WasDeployed() && (view.IsReady || found.Service.IsDeploying()))
        {
            yield break;
        }

        if (isSame && found.Identity.Failure is null && found.Service.WasDeployed() && found.Service.IsStopped())
        {
            foreach (IdentityService service in revision.Services)
            {
                yield return Action(PlanActionKind.Start, "container", service.Name, "it does not run");
            }

            yield break;
        }

        string reason = !isSame ? "the revision differs from the accepted one"
            : found.Identity.Failure ?? (found.Service.WasDeployed() ? "not all of its services are ready" : "it was made and never started");
        yield return Action(PlanActionKind.Update, "project", found.Identity.ProjectId.Value, reason);
        foreach (IdentityService service in revision.Services)
        {
            bool exists = found.Identity.Services.Any(known => known.Name == service.Name);
            yield return exists
                ? Action(PlanActionKind.Replace, "container", service.Name, "a deployment of Coolify makes every container anew")
                : Action(PlanActionKind.Create, "container", service.Name, "the template has it now");
        }

        foreach (IdentityService service in found.Identity.Services.Where(known => !revision.Services.Any(service => service.Name == known.Name)))
        {
            yield return Action(PlanActionKind.Remove, "container", service.Name, "the template no longer has it; its volumes stay");
        }
    }

    private static PlanAction Action(PlanActionKind kind, string resource, string name, string reason) => new() { Kind = kind, Resource = resource, Name = name, Reason = reason };
}
