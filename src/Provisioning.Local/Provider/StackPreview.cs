using Docker.DotNet.Models;
using Provisioning.Compose;
using Provisioning.Local.Engine;
using Provisioning.Local.Mapping;
using Provisioning.Local.Storage;

namespace Provisioning.Local;

/// <summary>Plan: says what provisioning would do. It gets to see only what cannot change anything.</summary>
internal sealed class StackPreview(LocalBackend backend)
{
    private readonly IReadOnlyEngineClient _reader = backend.Reader;

    public async Task<ProvisioningPlan> PlanAsync(ProvisionRequest request, CancellationToken cancellationToken)
    {
        ProjectId id = request.ProjectId;
        ProjectRecord? record = await backend.Store.ReadAsync(id, cancellationToken).ConfigureAwait(false);
        if (record is { DeletedAt: not null, Operation: null })
        {
            throw backend.ArchivedConflict(id, ProvisioningOperationNames.Plan);
        }

        ResolvedTemplate resolved = new RevisionResolver(backend).Resolve(request, record, record?.Salt ?? RevisionResolver.NewSalt());
        var images = new ImageStore(_reader, backend.Options, backend.ProviderName, backend.TimeProvider);
        ObservedStack observed = await backend.ObserveAsync(id, cancellationToken).ConfigureAwait(false);
        Dictionary<string, ImageInspectResponse> found = await images.FindAsync(resolved.Project, cancellationToken).ConfigureAwait(false);
        EngineInfo engine = await _reader.GetInfoAsync(cancellationToken).ConfigureAwait(false);
        IReadOnlyList<PortLease> leases = await backend.Ports.ReadAsync(id, cancellationToken).ConfigureAwait(false);
        PortDemand[] demands = [.. resolved.Project.Services.Values.SelectMany(PortMapper.Demands)];
        var ports = new Dictionary<PortDemand, int>();
        var actions = new List<PlanAction>();
        if (record is null)
        {
            actions.Add(Action(PlanActionKind.Create, "project", id.Value, "it does not exist"));
        }
        else if (record.RevisionDigest != resolved.RevisionDigest)
        {
            actions.Add(Action(PlanActionKind.Update, "project", id.Value, "the revision differs from the accepted one"));
        }

        actions.AddRange(resolved.GeneratedSecrets.Order(StringComparer.Ordinal).Select(name => Action(PlanActionKind.Create, "secret", name, "no value is given or stored, and the template says how to make one")));
        foreach (PortDemand demand in demands)
        {
            if (leases.FirstOrDefault(lease => lease.ServiceName == demand.ServiceName && lease.Target == demand.Target && lease.Protocol == demand.Protocol && lease.Ordinal == demand.Ordinal) is { } lease)
            {
                ports[demand] = lease.Port;
            }
            else
            {
                actions.Add(Action(PlanActionKind.Create, "port", FormattableString.Invariant($"{demand.ServiceName}:{demand.Target}/{demand.Protocol}"), "no host port is leased for it"));
            }
        }

        actions.AddRange(images.Missing(resolved.Project, found, refresh: true).Select(image => Action(PlanActionKind.Pull, "image", image.Reference, found.ContainsKey(image.Reference) ? "its pull_policy asks for it" : "it is not at the engine")));
        long generation = record is null ? 1 : record.RevisionDigest == resolved.RevisionDigest ? record.Generation : record.Generation + 1;
        StackPlan plan = StackPlan.Make(DesiredStack.From(backend.MappingContext(id, generation, resolved, ports, found, engine, observed)), observed);
        actions.AddRange(plan.ToActions());
        foreach (PlannedContainer container in plan.Containers.Where(container => container.Step == ContainerStep.Keep && !container.Observed!.IsRunning))
        {
            bool isDone = container.Observed!.ExitCode == 0 && DesiredStack.IsJob(resolved.Project, container.Desired.Service);
            if (!isDone)
            {
                actions.Add(Action(PlanActionKind.Start, "container", container.Desired.Name, "it does not run"));
            }
        }

        return new ProvisioningPlan
        {
            ProjectId = id,
            ProviderName = backend.ProviderName,
            RevisionDigest = resolved.GeneratedSecrets.Count > 0 || record is null ? null : resolved.RevisionDigest,
            Actions = actions,
        };
    }

    private static PlanAction Action(PlanActionKind kind, string resource, string name, string reason) => new() { Kind = kind, Resource = resource, Name = name, Reason = reason };
}
