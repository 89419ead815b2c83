namespace Provisioning.Testing;

/// <summary>Says what provisioning would do. Called under the backend's lock; changes nothing.</summary>
internal static class InMemoryPlanner
{
    public static ProvisioningPlan Plan(InMemoryProject? project, InMemoryStack stack, ProvisionRequest request, string providerName)
    {
        var actions = new List<PlanAction>();
        if (project?.NetworkId is null)
        {
            Add(PlanActionKind.Create, "network", "default", "it does not exist");
        }

        foreach (string volume in stack.Volumes.Where(volume => project?.Volumes.ContainsKey(volume) != true))
        {
            Add(PlanActionKind.Create, "volume", volume, "it does not exist");
        }

        foreach (string name in (project?.Containers.Keys.AsEnumerable() ?? []).Except(stack.Services.Select(service => service.Name), StringComparer.Ordinal))
        {
            Add(PlanActionKind.Remove, "container", name, "the template no longer has it");
        }

        foreach (InMemoryStackService service in stack.Services)
        {
            switch (project?.Containers.GetValueOrDefault(service.Name))
            {
                case null:
                    Add(PlanActionKind.Create, "container", service.Name, "it does not exist");
                    break;
                case { } container when container.Service.Hash != service.Hash:
                    Add(PlanActionKind.Replace, "container", service.Name, "its configuration differs");
                    break;
                case { IsReady: false }:
                    Add(PlanActionKind.Start, "container", service.Name, "it is not ready");
                    break;
            }
        }

        string digest = InMemoryRevision.Digest(request, stack);
        if (project is not null && actions.Count == 0 && project.Digest != digest)
        {
            Add(PlanActionKind.Update, "project", request.ProjectId.Value, "the record of its values, labels or limits differs");
        }

        return new ProvisioningPlan
        {
            ProjectId = request.ProjectId,
            ProviderName = providerName,
            RevisionDigest = stack.Secrets.Keys.All(name => request.Secrets.ContainsKey(name) || project?.Stack?.Secrets.ContainsKey(name) == true) ? digest : null,
            Actions = actions,
        };

        void Add(PlanActionKind kind, string resource, string name, string reason) =>
            actions.Add(new PlanAction { Kind = kind, Resource = resource, Name = name, Reason = reason });
    }
}
