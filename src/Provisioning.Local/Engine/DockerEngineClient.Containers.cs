using System.Globalization;
using System.Net;
using Docker.DotNet;
using Docker.DotNet.Models;

namespace Provisioning.Local.Engine;

internal sealed partial class DockerEngineClient
{
    /// <inheritdoc/>
    public Task<IList<ContainerListResponse>> ListContainersAsync(IReadOnlyCollection<string> labels, CancellationToken cancellationToken) =>
        AskAsync("list containers", token => _docker.Containers.ListContainersAsync(new ContainersListParameters { All = true, Filters = Filters(labels) }, token), cancellationToken);

    /// <inheritdoc/>
    public Task<IList<ContainerListResponse>> ListContainersByNameAsync(IReadOnlyCollection<string> names, CancellationToken cancellationToken) =>
        AskAsync("list containers by name", token => _docker.Containers.ListContainersAsync(new ContainersListParameters { All = true, Filters = NameFilters(names) }, token), cancellationToken);

    /// <inheritdoc/>
    public Task<ContainerInspectResponse?> InspectContainerAsync(string idOrName, CancellationToken cancellationToken)
    {
        EnginePath.Name(idOrName);
        return AskAsync($"inspect container {idOrName}", token => FindAsync(() => _docker.Containers.InspectContainerAsync(idOrName, token)), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<string> CreateContainerAsync(string name, CreateContainerParameters parameters, string? platform, CancellationToken cancellationToken)
    {
        EnginePath.Name(name);
        parameters.Name = name;
        parameters.Platform = platform;
        return DoAsync($"create container {name}", async token => (await _docker.Containers.CreateContainerAsync(parameters, token).ConfigureAwait(false)).ID, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<bool> StartContainerAsync(string id, CancellationToken cancellationToken)
    {
        EnginePath.Name(id);
        return DoAsync($"start container {id}", token => _docker.Containers.StartContainerAsync(id, parameters: null, token), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<bool> StopContainerAsync(string id, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        // not through the library, which leaves out a timeout of zero, and so waits for the whole grace period
        EnginePath.Name(id);
        var call = $"stop container {id}";
        return DoAsync(
            call,
            async token =>
            {
                using var response = await SendAsync(HttpMethod.Post, $"containers/{id}/stop{Seconds(timeout)}", content: null, call, token, NotModified).ConfigureAwait(false);
                return response.StatusCode != HttpStatusCode.NotModified;
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task RestartContainerAsync(string id, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        EnginePath.Name(id);
        var call = $"restart container {id}";
        return DoAsync(
            call,
            async token =>
            {
                using var response = await SendAsync(HttpMethod.Post, $"containers/{id}/restart{Seconds(timeout)}", content: null, call, token).ConfigureAwait(false);
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<bool> RemoveContainerAsync(string id, bool force, bool removeAnonymousVolumes, CancellationToken cancellationToken)
    {
        EnginePath.Name(id);
        return DoAsync(
            $"remove container {id}",
            token => RemoveAsync(() => _docker.Containers.RemoveContainerAsync(id, new ContainerRemoveParameters { Force = force, RemoveVolumes = removeAnonymousVolumes }, token)),
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task RenameContainerAsync(string id, string name, CancellationToken cancellationToken)
    {
        EnginePath.Name(id);
        EnginePath.Name(name);
        return DoAsync($"rename container {id} to {name}", token => _docker.Containers.RenameContainerAsync(id, new ContainerRenameParameters { NewName = name }, token), cancellationToken);
    }

    /// <inheritdoc/>
    public Task UploadArchiveAsync(string id, string path, Stream tar, CancellationToken cancellationToken)
    {
        EnginePath.Name(id);
        TarArchiveBuilder.RequirePlain(tar);
        return DoAsync($"upload files to {id}:{path}", token => _docker.Containers.ExtractArchiveToContainerAsync(id, new CopyToContainerParameters { Path = path }, tar, token), cancellationToken);
    }

    // whole seconds, rounded up: the engine knows no less, and 0.5 s must not become "kill at once"
    private static string Seconds(TimeSpan? timeout) =>
        timeout is { } time ? "?t=" + Math.Max(0, (long)Math.Ceiling(time.TotalSeconds)).ToString(CultureInfo.InvariantCulture) : "";

    private static async Task<T?> FindAsync<T>(Func<Task<T>> find)
        where T : class
    {
        try
        {
            return await find().ConfigureAwait(false);
        }
        catch (DockerApiException exception) when (exception.StatusCode == HttpStatusCode.NotFound && !IsRouteMissing(exception))
        {
            return null;
        }
    }

    private static async Task<bool> RemoveAsync(Func<Task> remove)
    {
        try
        {
            await remove().ConfigureAwait(false);
            return true;
        }
        catch (DockerApiException exception) when (exception.StatusCode == HttpStatusCode.NotFound && !IsRouteMissing(exception))
        {
            return false;
        }
    }

    // a missing route is not a missing resource: what answers is then no engine
    private static bool IsRouteMissing(DockerApiException exception) =>
        exception.ResponseBody is not { } body || body.Contains("page not found", StringComparison.Ordinal) || !body.Contains("\"message\"", StringComparison.Ordinal);
}
