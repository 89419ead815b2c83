namespace Provisioning.Compose;

/// <summary>Applies a host's limits to services: the lower of the two wins, in every place where Compose keeps a limit.</summary>
internal static class TemplateLimits
{
    private const long DefaultCpuPeriod = 100_000;

    public static IEnumerable<TemplateProblem> Check(ProjectLimits? limits)
    {
        if (limits?.MemoryBytes is <= 0)
        {
            yield return Problem(nameof(ProjectLimits.MemoryBytes));
        }

        if (limits?.Cpus is { } cpus && !(cpus > 0 && double.IsFinite(cpus)))
        {
            yield return Problem(nameof(ProjectLimits.Cpus));
        }

        if (limits?.Pids is <= 0)
        {
            yield return Problem(nameof(ProjectLimits.Pids));
        }
    }

    public static ComposeProject Apply(ComposeProject project, ProjectLimits? limits)
    {
        if (limits is null or { MemoryBytes: null, Cpus: null, Pids: null })
        {
            return project;
        }

        var services = new Dictionary<string, ComposeService>(StringComparer.Ordinal);
        foreach ((string name, ComposeService service) in project.Services)
        {
            services[name] = Apply(service, limits);
        }

        return new ComposeProject(project) { Services = services };
    }

    private static ComposeService Apply(ComposeService service, ProjectLimits limits)
    {
        ComposeResource? declared = service.Deploy?.Resources?.Limits;
        long? memory = Lower(Lower(service.MemLimit, declared?.Memory), limits.MemoryBytes);
        long? pids = Lower(Lower(service.PidsLimit, declared?.Pids), limits.Pids);
        float? quota = service.CpuQuota is > 0 ? (float)service.CpuQuota / (service.CpuPeriod is > 0 ? service.CpuPeriod.Value : DefaultCpuPeriod) : null;
        float? cpus = Lower(Lower(Lower(service.Cpus, declared?.Cpus), quota), (float?)limits.Cpus);
        bool limitsMemory = limits.MemoryBytes is not null;
        bool limitsCpus = limits.Cpus is not null;

        return new ComposeService(service)
        {
            MemLimit = limitsMemory ? memory : service.MemLimit,
            MemReservation = limitsMemory && service.MemReservation > memory ? memory : service.MemReservation,

            // Memory and swap together. Unlimited swap would make the limit of memory worth little: twice the memory is what the engine gives by itself.
            MemSwapLimit = limitsMemory && service.MemSwapLimit is { } swap && swap != 0 && (swap < 0 || swap > 2 * memory) ? 2 * memory
                : limitsMemory && service.MemSwapLimit > 0 && service.MemSwapLimit < memory ? memory
                : service.MemSwapLimit,
            Cpus = limitsCpus ? cpus : service.Cpus,

            // The engine refuses a number of processors beside a quota; the quota is in the number now.
            CpuQuota = limitsCpus ? null : service.CpuQuota,
            CpuPeriod = limitsCpus ? null : service.CpuPeriod,
            PidsLimit = limits.Pids is not null ? pids : service.PidsLimit,
            Deploy = Apply(service.Deploy, limits, memory, cpus, pids),
        };
    }

    private static ComposeDeploy? Apply(ComposeDeploy? deploy, ProjectLimits limits, long? memory, float? cpus, long? pids)
    {
        if (deploy?.Resources is not { } resources)
        {
            return deploy;
        }

        ComposeResource? declared = resources.Limits;
        ComposeResource? reserved = resources.Reservations;
        return new ComposeDeploy
        {
            Mode = deploy.Mode,
            Replicas = deploy.Replicas,
            Labels = deploy.Labels,
            UpdateConfig = deploy.UpdateConfig,
            RollbackConfig = deploy.RollbackConfig,
            RestartPolicy = deploy.RestartPolicy,
            Placement = deploy.Placement,
            EndpointMode = deploy.EndpointMode,
            Resources = new ComposeResources
            {
                Limits = declared is null ? null : new ComposeResource
                {
                    Memory = limits.MemoryBytes is null ? declared.Memory : memory,
                    Cpus = limits.Cpus is null ? declared.Cpus : cpus,
                    Pids = limits.Pids is null ? declared.Pids : pids,
                    Devices = declared.Devices,
                    GenericResources = declared.GenericResources,
                },
                Reservations = reserved is null ? null : new ComposeResource
                {
                    Memory = limits.MemoryBytes is not null && reserved.Memory > memory ? memory : reserved.Memory,
                    Cpus = limits.Cpus is not null && reserved.Cpus > cpus ? cpus : reserved.Cpus,
                    Pids = reserved.Pids,
                    Devices = reserved.Devices,
                    GenericResources = reserved.GenericResources,
                },
            },
        };
    }

    // Zero and negative numbers mean "no limit" to Compose and the engine.
    private static long? Lower(long? left, long? right) => (left is > 0, right is > 0) switch
    {
        (true, true) => Math.Min(left!.Value, right!.Value),
        (true, false) => left,
        (false, true) => right,
        _ => null,
    };

    private static float? Lower(float? left, float? right) => (left is > 0, right is > 0) switch
    {
        (true, true) => Math.Min(left!.Value, right!.Value),
        (true, false) => left,
        (false, true) => right,
        _ => null,
    };

    private static TemplateProblem Problem(string name) =>
        new() { Code = "limit_invalid", Message = $"{nameof(ProjectLimits)}.{name} must be more than 0; leave it out for no limit." };
}
