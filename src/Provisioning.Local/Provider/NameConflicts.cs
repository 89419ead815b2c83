using Provisioning.Local.Engine;
using Provisioning.Local.Mapping;
using Provisioning.Local.Planning;

namespace Provisioning.Local;

/// <summary>
/// Names that are to be given and are somebody else's at the engine. What carries the project's labels is in the lists that planning begins with;
/// what does not is asked for by name, and only where something has to be made. Where everything was listed, nothing is asked for.
/// </summary>
internal static class NameConflicts
{
    /// <summary>Refuses a plan that needs a name that is taken.</summary>
    public static async Task RequireNoneAsync(LocalBackend backend, ProjectId projectId, string operationName, ProjectPlan plan, ObservedStack observed, CancellationToken cancellationToken)
    {
        IReadOnlyEngineClient reader = backend.Reader;
        Task<List<Named>> containers = FindAsync(
            PlanStep.Container,
            Names(plan, PlanStep.Container).Except(observed.Containers.Select(container => container.Name), StringComparer.Ordinal),
            async names => (observed.Engine?.Containers ?? await reader.ListContainersByNameAsync(names, cancellationToken).ConfigureAwait(false)).SelectMany(item => (item.Names ?? []).Select(name => new Named(name.TrimStart('/'), item.Labels))));
        Task<List<Named>> networks = FindAsync(
            PlanStep.Network,
            Names(plan, PlanStep.Network).Except(observed.Networks.Select(network => network.Name), StringComparer.Ordinal),
            async names => (observed.Engine?.Networks ?? await reader.ListNetworksByNameAsync(names, cancellationToken).ConfigureAwait(false)).Select(item => new Named(item.Name, item.Labels)));
        Task<List<Named>> volumes = FindAsync(
            PlanStep.Volume,
            Names(plan, PlanStep.Volume).Except(observed.Volumes.Select(volume => volume.Name), StringComparer.Ordinal),
            async names => (observed.Engine?.Volumes ?? await reader.ListVolumesByNameAsync(names, cancellationToken).ConfigureAwait(false)).Select(item => new Named(item.Name, item.Labels)));
        await Task.WhenAll(containers, networks, volumes).ConfigureAwait(false);
        Named[] all = [.. await containers.ConfigureAwait(false), .. await networks.ConfigureAwait(false), .. await volumes.ConfigureAwait(false)];
        string[] taken = [.. all.Select(item => item.Name).Distinct(StringComparer.Ordinal)];
        if (taken.Length == 0)
        {
            return;
        }

        throw new ProjectConflictException(
            $"'{operationName}' of project '{projectId}' was not begun, because names that it needs are taken at the engine by what is not the project's: {string.Join(", ", taken)}. Nothing was touched. {(all.All(item => Adoption.IsUnowned(item.Labels, projectId.Value)) ? $"If Docker Compose made them for this project, provision with {nameof(ProvisionRequest.AdoptExisting)}, which takes over what the template names. Else remove" : "Remove")} or rename what is there, or choose another project id, or other names in the template. If it is the project's own and the state directory was lost, set InstanceId to the value of its label '{ProvisioningLabels.Owner}'.")
        {
            ProviderName = backend.ProviderName,
            ProjectId = projectId,
            OperationName = operationName,
            Step = "check",
            Details = [.. taken.Select(item => item.Replace("'", string.Empty, StringComparison.Ordinal))],
        };

        async Task<List<Named>> FindAsync(string resource, IEnumerable<string> needed, Func<string[], Task<IEnumerable<Named>>> list)
        {
            string[] names = [.. needed];
            if (names.Length == 0)
            {
                return [];
            }

            // The engine's filter is a hint: what counts is the very name.
            return
            [
                .. (await list(names).ConfigureAwait(false))
                    .Where(item => names.Contains(item.Name, StringComparer.Ordinal) && !ObservedStack.IsOurs(item.Labels, backend.Layout.Owner, projectId))
                    .Select(item => item with { Name = $"{resource} '{item.Name}'" }),
            ];
        }
    }

    private static IEnumerable<string> Names(ProjectPlan plan, string resource) => plan.Steps
        .Where(step => step.Resource == resource && step.Kind is PlanActionKind.Create or PlanActionKind.Replace or PlanActionKind.Update)
        .Select(step => step.Name)
        .Distinct(StringComparer.Ordinal);

    private readonly record struct Named(string Name, IDictionary<string, string>? Labels);
}
