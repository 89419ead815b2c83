using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Provisioning.Coolify;

/// <summary>The calls of Coolify's API, one by one.</summary>
internal sealed class CoolifyClient(CoolifyTransport transport, ILogger logger) : ICoolifyClient
{
    private const int MostLogLines = 10_000;

    private readonly Lock _versionLock = new();
    private Task<CoolifyVersion>? _version;

    public Uri ApiUrl => transport.ApiUrl;

    public Task CheckHealthAsync(CancellationToken cancellationToken = default) =>
        transport.ReadTextAsync(new CoolifyCall(HttpMethod.Get, "health", "health") { IsOpen = true }, cancellationToken);

    public async Task<CoolifyVersion> GetVersionAsync(CancellationToken cancellationToken = default)
    {
        Task<CoolifyVersion> version;
        lock (_versionLock)
        {
            // Callers that come meanwhile wait for the same answer; the one who cancels must not take it from the others. A failure is not kept.
            version = _version is null || _version.IsFaulted || _version.IsCanceled ? _version = AskVersionAsync() : _version;
        }

        return await version.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    public Task<CoolifyTeam> GetTeamAsync(CancellationToken cancellationToken = default) =>
        transport.ReadAsync(CoolifyCall.Get("teams/current"), CoolifyJson.Default.CoolifyTeam, cancellationToken);

    public Task<IReadOnlyList<CoolifyServer>> ListServersAsync(CancellationToken cancellationToken = default) =>
        transport.ReadAsync(CoolifyCall.Get("servers"), CoolifyJson.Default.IReadOnlyListCoolifyServer, cancellationToken);

    public Task<CoolifyServer> GetServerAsync(string serverUuid, CancellationToken cancellationToken = default) =>
        transport.ReadAsync(CoolifyCall.Get("servers/{uuid}", $"servers/{Id(serverUuid)}"), CoolifyJson.Default.CoolifyServer, cancellationToken);

    public Task<IReadOnlyList<CoolifyServerResource>> ListServerResourcesAsync(string serverUuid, CancellationToken cancellationToken = default) =>
        transport.ReadAsync(CoolifyCall.Get("servers/{uuid}/resources", $"servers/{Id(serverUuid)}/resources"), CoolifyJson.Default.IReadOnlyListCoolifyServerResource, cancellationToken);

    public Task<IReadOnlyList<CoolifyServerDomains>> ListServerDomainsAsync(string serverUuid, CancellationToken cancellationToken = default) =>
        transport.ReadAsync(CoolifyCall.Get("servers/{uuid}/domains", $"servers/{Id(serverUuid)}/domains"), CoolifyJson.Default.IReadOnlyListCoolifyServerDomains, cancellationToken);

    public async Task<IReadOnlyList<CoolifyDestination>> ListDestinationsAsync(string serverUuid, CancellationToken cancellationToken = default)
    {
        var call = new CoolifyCall(HttpMethod.Get, "servers/{uuid}/destinations", $"servers/{Id(serverUuid)}/destinations") { Feature = CoolifyFeature.Destinations };
        await RequireAsync(call, cancellationToken).ConfigureAwait(false);
        return await transport.ReadAsync(call, CoolifyJson.Default.IReadOnlyListCoolifyDestination, cancellationToken).ConfigureAwait(false);
    }

    public async Task ValidateServerAsync(string serverUuid, CancellationToken cancellationToken = default)
    {
        string path = $"servers/{Id(serverUuid)}/validate";
        CoolifyVersion version = await GetVersionAsync(cancellationToken).ConfigureAwait(false);
        HttpMethod method = version.Supports(CoolifyFeature.PostActions) ? HttpMethod.Post : HttpMethod.Get;
        await transport.SendAsync(new CoolifyCall(method, "servers/{uuid}/validate", path), cancellationToken).ConfigureAwait(false);
    }

    public Task<IReadOnlyList<CoolifyProject>> ListProjectsAsync(CancellationToken cancellationToken = default) =>
        transport.ReadAsync(CoolifyCall.Get("projects"), CoolifyJson.Default.IReadOnlyListCoolifyProject, cancellationToken);

    public Task<CoolifyProject> GetProjectAsync(string projectUuid, CancellationToken cancellationToken = default) =>
        transport.ReadAsync(CoolifyCall.Get("projects/{uuid}", $"projects/{Id(projectUuid)}"), CoolifyJson.Default.CoolifyProject, cancellationToken);

    public async Task<string> CreateProjectAsync(string name, string? description = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        var call = new CoolifyCall(HttpMethod.Post, "projects", "projects") { Body = CoolifyBodies.Named(name, description) };
        return UuidOf(call, await transport.ReadAsync(call, CoolifyJson.Default.CoolifyServiceReference, cancellationToken).ConfigureAwait(false));
    }

    public Task DeleteProjectAsync(string projectUuid, CancellationToken cancellationToken = default) =>
        transport.SendAsync(CoolifyCall.Delete("projects/{uuid}", $"projects/{Id(projectUuid)}"), cancellationToken);

    public Task<IReadOnlyList<CoolifyEnvironment>> ListEnvironmentsAsync(string projectUuid, CancellationToken cancellationToken = default) =>
        transport.ReadAsync(CoolifyCall.Get("projects/{uuid}/environments", $"projects/{Id(projectUuid)}/environments"), CoolifyJson.Default.IReadOnlyListCoolifyEnvironment, cancellationToken);

    public Task<CoolifyEnvironment> GetEnvironmentAsync(string projectUuid, string environment, CancellationToken cancellationToken = default) =>
        transport.ReadAsync(CoolifyCall.Get("projects/{uuid}/{environment}", $"projects/{Id(projectUuid)}/{Id(environment)}"), CoolifyJson.Default.CoolifyEnvironment, cancellationToken);

    public async Task<string> CreateEnvironmentAsync(string projectUuid, string name, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        var call = new CoolifyCall(HttpMethod.Post, "projects/{uuid}/environments", $"projects/{Id(projectUuid)}/environments") { Body = CoolifyBodies.Named(name) };
        return UuidOf(call, await transport.ReadAsync(call, CoolifyJson.Default.CoolifyServiceReference, cancellationToken).ConfigureAwait(false));
    }

    public Task DeleteEnvironmentAsync(string projectUuid, string environment, CancellationToken cancellationToken = default) =>
        transport.SendAsync(CoolifyCall.Delete("projects/{uuid}/environments/{environment}", $"projects/{Id(projectUuid)}/environments/{Id(environment)}"), cancellationToken);

    public Task<IReadOnlyList<CoolifyService>> ListServicesAsync(CancellationToken cancellationToken = default) =>
        transport.ReadAsync(CoolifyCall.Get("services"), CoolifyJson.Default.IReadOnlyListCoolifyService, cancellationToken);

    public Task<CoolifyService> GetServiceAsync(string serviceUuid, CancellationToken cancellationToken = default) =>
        transport.ReadAsync(CoolifyCall.Get("services/{uuid}", $"services/{Id(serviceUuid)}"), CoolifyJson.Default.CoolifyService, cancellationToken);

    public async Task<CoolifyServiceReference> CreateServiceAsync(CoolifyServiceCreation service, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(service);
        var call = new CoolifyCall(HttpMethod.Post, "services", "services") { Body = CoolifyBodies.Of(service), Secrets = service.Secrets };
        CoolifyServiceReference reference = await transport.ReadAsync(call, CoolifyJson.Default.CoolifyServiceReference, cancellationToken).ConfigureAwait(false);
        UuidOf(call, reference);
        return reference;
    }

    public Task<CoolifyServiceReference> UpdateServiceAsync(string serviceUuid, CoolifyServiceChange change, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(change);
        var call = new CoolifyCall(HttpMethod.Patch, "services/{uuid}", $"services/{Id(serviceUuid)}") { Body = CoolifyBodies.Of(change), Secrets = change.Secrets };
        return transport.ReadAsync(call, CoolifyJson.Default.CoolifyServiceReference, cancellationToken);
    }

    public Task DeleteServiceAsync(string serviceUuid, CoolifyServiceDeletion deletion, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(deletion);
        string query = $"delete_volumes={Flag(deletion.DeleteVolumes)}&delete_configurations={Flag(deletion.DeleteConfigurations)}"
            + $"&delete_connected_networks={Flag(deletion.DeleteConnectedNetworks)}&docker_cleanup={Flag(deletion.DockerCleanup)}";
        return transport.SendAsync(CoolifyCall.Delete("services/{uuid}", $"services/{Id(serviceUuid)}?{query}"), cancellationToken);
    }

    public Task StartServiceAsync(string serviceUuid, CancellationToken cancellationToken = default) =>
        transport.SendAsync(CoolifyCall.Post("services/{uuid}/start", $"services/{Id(serviceUuid)}/start"), cancellationToken);

    public Task StopServiceAsync(string serviceUuid, bool dockerCleanup = false, CancellationToken cancellationToken = default) =>
        transport.SendAsync(CoolifyCall.Post("services/{uuid}/stop", $"services/{Id(serviceUuid)}/stop?docker_cleanup={Flag(dockerCleanup)}"), cancellationToken);

    public Task RestartServiceAsync(string serviceUuid, bool pullImages = false, CancellationToken cancellationToken = default) =>
        transport.SendAsync(CoolifyCall.Post("services/{uuid}/restart", $"services/{Id(serviceUuid)}/restart?latest={Flag(pullImages)}"), cancellationToken);

    public Task DeployServiceAsync(string serviceUuid, CancellationToken cancellationToken = default) =>
        transport.SendAsync(new CoolifyCall(HttpMethod.Post, "deploy", $"deploy?uuid={Id(serviceUuid)}") { IsLong = true }, cancellationToken);

    public Task<IReadOnlyList<CoolifyEnvironmentVariable>> ListVariablesAsync(string serviceUuid, CancellationToken cancellationToken = default) =>
        transport.ReadAsync(CoolifyCall.Get("services/{uuid}/envs", $"services/{Id(serviceUuid)}/envs"), CoolifyJson.Default.IReadOnlyListCoolifyEnvironmentVariable, cancellationToken);

    public Task<CoolifyEnvironmentVariable> CreateVariableAsync(string serviceUuid, CoolifyVariable variable, CancellationToken cancellationToken = default) =>
        WriteVariableAsync(HttpMethod.Post, serviceUuid, variable, cancellationToken);

    public Task<CoolifyEnvironmentVariable> UpdateVariableAsync(string serviceUuid, CoolifyVariable variable, CancellationToken cancellationToken = default) =>
        WriteVariableAsync(HttpMethod.Patch, serviceUuid, variable, cancellationToken);

    public Task<IReadOnlyList<CoolifyEnvironmentVariable>> SetVariablesAsync(string serviceUuid, IReadOnlyList<CoolifyVariable> variables, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(variables);
        var call = new CoolifyCall(HttpMethod.Patch, "services/{uuid}/envs/bulk", $"services/{Id(serviceUuid)}/envs/bulk")
        {
            Body = CoolifyBodies.Of(variables),
            Secrets = [.. variables.Select(variable => variable.Value)],
        };
        return transport.ReadAsync(call, CoolifyJson.Default.IReadOnlyListCoolifyEnvironmentVariable, cancellationToken);
    }

    public Task DeleteVariableAsync(string serviceUuid, string variableUuid, CancellationToken cancellationToken = default) =>
        transport.SendAsync(CoolifyCall.Delete("services/{uuid}/envs/{env_uuid}", $"services/{Id(serviceUuid)}/envs/{Id(variableUuid)}"), cancellationToken);

    public Task<CoolifyServiceStorages> ListStoragesAsync(string serviceUuid, CancellationToken cancellationToken = default) =>
        transport.ReadAsync(CoolifyCall.Get("services/{uuid}/storages", $"services/{Id(serviceUuid)}/storages"), CoolifyJson.Default.CoolifyServiceStorages, cancellationToken);

    public async Task<string> GetContainerLogsAsync(string serviceUuid, CoolifyContainerKind kind, string containerUuid, int lines = 100, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(lines, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(lines, MostLogLines);
        string path = string.Create(CultureInfo.InvariantCulture, $"services/{Id(serviceUuid)}/{List(kind)}/{Id(containerUuid)}/logs?lines={lines}");
        var call = new CoolifyCall(HttpMethod.Get, $"services/{{uuid}}/{List(kind)}/{{container_uuid}}/logs", path) { Feature = CoolifyFeature.ContainerLogs, IsLong = true };
        await RequireAsync(call, cancellationToken).ConfigureAwait(false);
        return (await transport.ReadAsync(call, CoolifyJson.Default.CoolifyLogs, cancellationToken).ConfigureAwait(false)).Logs;
    }

    public async Task<CoolifyContainer> UpdateContainerAsync(string serviceUuid, CoolifyContainerKind kind, string containerUuid, CoolifyContainerChange change, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(change);
        var call = new CoolifyCall(HttpMethod.Patch, $"services/{{uuid}}/{List(kind)}/{{container_uuid}}", $"services/{Id(serviceUuid)}/{List(kind)}/{Id(containerUuid)}")
        {
            Feature = CoolifyFeature.Containers,
            Body = CoolifyBodies.Of(change),
        };
        await RequireAsync(call, cancellationToken).ConfigureAwait(false);
        return await transport.ReadAsync(call, CoolifyJson.Default.CoolifyContainer, cancellationToken).ConfigureAwait(false);
    }

    // An id is opaque; it must only not lead to another path.
    private static string Id(string id)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(id);
        return id is "." or ".." ? throw new ArgumentException("'.' and '..' are no ids.", nameof(id)) : Uri.EscapeDataString(id);
    }

    private static string Flag(bool value) => value ? "true" : "false";

    private static string List(CoolifyContainerKind kind) => kind switch
    {
        CoolifyContainerKind.Application => "applications",
        CoolifyContainerKind.Database => "databases",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, message: null),
    };

    private Task<CoolifyEnvironmentVariable> WriteVariableAsync(HttpMethod method, string serviceUuid, CoolifyVariable variable, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(variable);
        var call = new CoolifyCall(method, "services/{uuid}/envs", $"services/{Id(serviceUuid)}/envs") { Body = CoolifyBodies.Of(variable), Secrets = [variable.Value] };
        return transport.ReadAsync(call, CoolifyJson.Default.CoolifyEnvironmentVariable, cancellationToken);
    }

    private async Task<CoolifyVersion> AskVersionAsync()
    {
        var version = CoolifyVersion.Parse(await transport.ReadTextAsync(CoolifyCall.Get("version"), CancellationToken.None).ConfigureAwait(false));
        ClientLog.VersionRead(logger, CoolifyApiUrl.ForPeople(ApiUrl), version.Text);
        return version;
    }

    private async Task RequireAsync(CoolifyCall call, CancellationToken cancellationToken)
    {
        CoolifyVersion version = await GetVersionAsync(cancellationToken).ConfigureAwait(false);
        if (call.Feature is { } feature && !version.Supports(feature))
        {
            throw transport.Errors.NotSupported(call, feature, version);
        }
    }

    // An answer of success without an id: whatever answered, it may have made something.
    private string UuidOf(CoolifyCall call, CoolifyServiceReference reference) =>
        reference.Uuid.Length > 0 ? reference.Uuid : throw transport.Errors.WithoutId(call);
}
