namespace Provisioning.Local.Driver;

/// <summary>The stack of the tests in which processes and engines die: data with and without a name, a port, a file, a dependency.</summary>
public static class SurvivalStack
{
    /// <summary>The image of the tests.</summary>
    public const string Image = "provisioning-test-busybox:latest";

    /// <summary>The verbs, in an order in which each finds the project as it needs it.</summary>
    public static IReadOnlyList<string> Verbs { get; } = ["provision", "upgrade", "stop", "start", "delete", "restore", "purge"];

    /// <summary>The options of every process that works on the state directory.</summary>
    /// <param name="stateDirectory">The state directory.</param>
    /// <returns>The options.</returns>
    public static LocalProviderOptions Options(string stateDirectory) => new()
    {
        StateDirectory = stateDirectory,
        PortRange = "23000-23399",
        AddressPool = "10.219.0.0/16",
        StopTimeout = TimeSpan.Zero,
        MinimumUptime = TimeSpan.Zero,
    };

    /// <summary>The request for a version of the stack; of another version every container differs.</summary>
    /// <param name="project">The project.</param>
    /// <param name="version">Any word.</param>
    /// <returns>The request.</returns>
    public static ProvisionRequest Request(ProjectId project, string version) => new()
    {
        ProjectId = project,
        Template = ProjectTemplate.FromCompose("survival", $$"""
            services:
              db:
                image: {{Image}}
                environment: { VERSION: "{{version}}" }
                command: [ sh, -c, "for d in data cache; do [ -s /$$d/id ] || cat /proc/sys/kernel/random/uuid > /$$d/id; done; touch /tmp/ready; exec sleep 3600" ]
                volumes: [ "data:/data", "/cache" ]
                healthcheck: { test: [ CMD, test, -f, /tmp/ready ], interval: 300ms, timeout: 30s, retries: 100 }
              web:
                image: {{Image}}
                command: [ sleep, "3600" ]
                ports: [ "8080" ]
                configs: [ { source: page, target: /www/page } ]
                depends_on: { db: { condition: service_healthy } }
            configs: { page: { content: "{{version}}" } }
            volumes: { data: {} }
            """),
    };

    /// <summary>Carries out a verb; what was done already counts as done.</summary>
    /// <param name="provider">The provider.</param>
    /// <param name="verb">The verb.</param>
    /// <param name="request">The request, whose project is meant.</param>
    /// <param name="options">Options of the operation.</param>
    /// <returns>A task.</returns>
    public static async Task RunAsync(IProvisioningProvider provider, string verb, ProvisionRequest request, ProvisioningOperationOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(provider);
        ArgumentNullException.ThrowIfNull(request);
        ProjectId id = request.ProjectId;
        switch (verb)
        {
            case "provision" or "upgrade":
                await provider.ProvisionAsync(request, options).ConfigureAwait(false);
                break;
            case "stop":
                await provider.StopAsync(id, options).ConfigureAwait(false);
                break;
            case "start":
                await provider.StartAsync(id, options).ConfigureAwait(false);
                break;
            case "delete":
                await provider.DeleteAsync(id, options).ConfigureAwait(false);
                break;
            case "restore":
                try
                {
                    await provider.RestoreAsync(id, options).ConfigureAwait(false);
                }
                catch (ProjectConflictException exception) when (exception.ActualState == ProjectState.Stopped)
                {
                    // It was restored, and only the answer was lost.
                }

                break;
            case "purge":
                PurgeResult result = await provider.PurgeAsync(id, options).ConfigureAwait(false);
                if (!result.IsComplete)
                {
                    throw new ProvisioningException($"Left over: {string.Join(", ", result.Leftovers)}");
                }

                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(verb), verb, "unknown");
        }
    }
}
