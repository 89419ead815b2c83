using Provisioning.Compose;
using Provisioning.Local.Mapping;
using Provisioning.Local.Planning;
using Provisioning.Local.Storage;

namespace Provisioning.Local;

/// <summary>Plan: says what provisioning would do. What it is made of can only read.</summary>
internal sealed class StackPreview(LocalBackend backend)
{
    public async Task<ProvisioningPlan> PlanAsync(ProvisionRequest request, CancellationToken cancellationToken)
    {
        ProjectId id = request.ProjectId;
        (ProjectRecord? record, ProvisioningException? damage) = await backend.Store.ReadOrDamageAsync(id, cancellationToken).ConfigureAwait(false);
        if (record is { DeletedAt: not null, Operation: null })
        {
            throw backend.ArchivedConflict(id, ProvisioningOperationNames.Plan);
        }

        ResolvedTemplate resolved = new RevisionResolver(backend).Resolve(request, record, record?.Salt ?? RevisionResolver.NewSalt());
        if (damage is not null && resolved.GeneratedSecrets.Count > 0)
        {
            throw damage;
        }

        StackSurvey survey = await StackSurvey.MakeAsync(backend, request, resolved, ProvisioningOperationNames.Plan, isNew: record is null, cancellationToken).ConfigureAwait(false);
        bool isSame = record?.RevisionDigest == resolved.RevisionDigest;
        long generation = isSame ? record!.Generation : (record?.Generation ?? 0) + 1;
        DesiredProject desired = ProjectMapper.Map(survey.Mapping(generation));
        ProjectPlan plan = survey.Plan(desired);
        await survey.RequireFreeNamesAsync(plan, cancellationToken).ConfigureAwait(false);
        await survey.RequireCompatibleImagesAsync(record, cancellationToken).ConfigureAwait(false);
        await survey.RequireDataAsync(record, desired, cancellationToken).ConfigureAwait(false);
        var actions = new List<PlanAction>();
        if (record is null || record.Generation == 0)
        {
            actions.Add(Action(PlanActionKind.Create, "project", id.Value, damage is null ? "it does not exist" : "its record cannot be read"));
        }
        else if (!isSame)
        {
            actions.Add(Action(PlanActionKind.Update, "project", id.Value, "the revision differs from the accepted one"));
        }
        else if (record.Operation is { } operation)
        {
            actions.Add(Action(PlanActionKind.Update, "project", id.Value, $"its last operation, '{operation.Name}', did not succeed"));
        }

        actions.AddRange(resolved.GeneratedSecrets.Order(StringComparer.Ordinal).Select(name => Action(PlanActionKind.Create, "secret", name, "no value is given or stored, and the template says how to make one")));
        actions.AddRange(survey.PortDemands.Where(demand => !survey.Ports.ContainsKey(demand)).Select(demand =>
            Action(PlanActionKind.Create, "port", FormattableString.Invariant($"{demand.ServiceName}:{demand.Target}/{demand.Protocol}"), "no host port is leased for it")));
        actions.AddRange(survey.ImageStore.Missing(survey.ImageDemands, survey.Images, refresh: true).Select(image =>
            Action(PlanActionKind.Pull, "image", image.Reference, survey.Images.ContainsKey(image.Reference) ? "its pull_policy asks for it" : "it is not at the engine")));
        actions.AddRange(plan.ToActions());
        return new ProvisioningPlan
        {
            ProjectId = id,
            ProviderName = backend.ProviderName,

            // The salt of a project that does not exist, and secrets still to be made, enter the digest.
            RevisionDigest = record is null || resolved.GeneratedSecrets.Count > 0 ? null : resolved.RevisionDigest,
            Actions = actions,
        };
    }

    private static PlanAction Action(PlanActionKind kind, string resource, string name, string reason) => new() { Kind = kind, Resource = resource, Name = name, Reason = reason };
}
