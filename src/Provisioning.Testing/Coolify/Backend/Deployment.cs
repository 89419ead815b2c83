using System.Text;
using Provisioning.Compose;

namespace Provisioning.Testing.Coolify.Backend;

/// <summary>One <c>docker compose up</c>: while it lasts, the service is <c>starting:unhealthy</c>; how it ends, Coolify does not say.</summary>
internal sealed class Deployment(CoolifyInstance instance, ServiceRow service)
{
    // Measured: containers appear about a second after the activity began.
    private static readonly TimeSpan CreateAfter = TimeSpan.FromSeconds(0.9);

    // What a shell on the server has beside the file's variables.
    private static readonly Dictionary<string, string> ShellVariables = new(StringComparer.Ordinal) { ["HOME"] = "/root" };

    private readonly Dictionary<string, ContainerRow> _containers = new(StringComparer.Ordinal);
    private bool _created;

    public bool IsOver { get; private set; }

    /// <summary>Begins: the file is parsed again, <c>.env</c> written, and the rest scheduled.</summary>
    /// <exception cref="ParserCrashException">The file cannot be parsed.</exception>
    public void Begin()
    {
        new ComposeParser(instance, service).Parse();
        service.ConfigHash = CoolifyInstance.HashOf(service.Compose + service.Variables.Count);
        service.Deployments.Add(this);
        instance.Schedule(CreateAfter, Create);
        instance.Schedule(instance.Options.DeployTimeout, End);
    }

    public void End()
    {
        IsOver = true;
        service.Deployments.Remove(this);
    }

    /// <summary>Goes on as far as it can; called again whenever something that it waits for may have happened.</summary>
    public void Step()
    {
        if (IsOver || !_created)
        {
            return;
        }

        DateTimeOffset now = instance.Now;
        bool progress = true;
        while (progress)
        {
            progress = false;
            foreach (ContainerRow container in _containers.Values.Where(static container => container.StartedAt is null))
            {
                bool? ready = DependenciesMet(container, now);
                if (ready is null || (ready.Value && container.Behavior.StartFails))
                {
                    End();
                    return;
                }

                if (ready.Value && container.Behavior.StartWhen?.Invoke() != false)
                {
                    container.Start(now);
                    progress = true;
                }
            }
        }

        if (_containers.Values.All(static container => container.StartedAt is not null))
        {
            End();
            return;
        }

        // A time at which something more may be possible; what has no time is looked at with every request.
        DateTimeOffset? next = _containers.Values.SelectMany(static container => new[] { container.HealthyAt, container.ExitsAt, container.StartedAt + TimeSpan.FromSeconds(3) })
            .Where(time => time > now).Min();
        if (next is { } time)
        {
            instance.ScheduleAt(time, Step);
        }
    }

    private void Create()
    {
        if (IsOver || service.IsRemoved)
        {
            return;
        }

        if (!service.Server.Settings.IsReachable || !TryReadEnvironment(out List<(ComposeServicePlan Plan, FakeCoolifyContainerBehavior Behavior, Dictionary<string, string> Environment)> all)
            || all.Exists(static item => item.Behavior.PullFails))
        {
            End();
            return;
        }

        ServerRow server = service.Server;
        foreach (ContainerRow old in service.Containers.ToList())
        {
            server.Containers.Remove(old.Name);
        }

        server.Networks.Add(service.Uuid);
        foreach (string volume in service.Plan.Volumes)
        {
            CoolifyInstance.EnsureVolume(service, volume);
        }

        foreach ((ComposeServicePlan plan, FakeCoolifyContainerBehavior behavior, Dictionary<string, string> environment) in all)
        {
            var container = new ContainerRow(CoolifyInstance.NewUuid(), $"{plan.Name}-{service.Uuid}", service.Uuid, plan, behavior, environment);
            server.Containers[container.Name] = container;
            _containers[plan.Name] = container;
        }

        _created = true;
        Step();
    }

    // Null: it never will be.
    private bool? DependenciesMet(ContainerRow container, DateTimeOffset now)
    {
        foreach ((string name, string condition) in container.Plan.DependsOn)
        {
            if (!_containers.TryGetValue(name, out ContainerRow? other))
            {
                return null;
            }

            string state = other.State(now);
            bool? met = condition switch
            {
                "service_completed_successfully" => state == "exited" ? (other.Behavior.ExitCode is null or 0 ? true : null) : false,
                "service_healthy" => state is "exited" or "restarting" || other.Health(now) == "unhealthy" ? null : other.Health(now) == "healthy",
                _ => state != "created",
            };
            if (met != true)
            {
                return met;
            }
        }

        return true;
    }

    private bool TryReadEnvironment(out List<(ComposeServicePlan Plan, FakeCoolifyContainerBehavior Behavior, Dictionary<string, string> Environment)> all)
    {
        all = [];
        var file = new StringBuilder();
        foreach (VariableRow row in service.Variables)
        {
            // Measured: several lines without quotes break every start.
            if (row is { IsLiteral: false, IsMultiline: false } && row.RealValue.Contains('\n', StringComparison.Ordinal))
            {
                return false;
            }

            file.Append(row.Key).Append('=').Append(row.RealValue).Append('\n');
        }

        try
        {
            IReadOnlyDictionary<string, string> variables = DotEnv.Parse(file.ToString(), ShellVariables.GetValueOrDefault);
            string? Lookup(string name) => ShellVariables.GetValueOrDefault(name) ?? variables.GetValueOrDefault(name);
            foreach (ComposeServicePlan plan in service.Plan.Services)
            {
                var environment = new Dictionary<string, string>(variables, StringComparer.Ordinal);
                foreach ((string key, string? value) in plan.Environment)
                {
                    if (value is not null)
                    {
                        environment[key] = ComposeInterpolation.Substitute(value, Lookup);
                    }
                    else if (Lookup(key) is { } taken)
                    {
                        environment[key] = taken;
                    }
                }

                all.Add((plan, instance.BehaviorOf(service, plan), environment));
            }

            return true;
        }
        catch (Exception exception) when (exception is FormatException or ComposeInterpolationException)
        {
            return false;
        }
    }
}
