using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Provisioning.Projects.TestHost;

/// <summary>
/// A backend in a folder, which several processes share and a killed one leaves as it was: what a project is, what was called, and whether two calls that change one project
/// were ever at work at the same time.
/// </summary>
public sealed class FileProvider(string folder, KillPoints points, TimeSpan work) : IProvisioningProvider
{
    public const string Name = "file";

    public ProvisioningProviderMetadata Metadata { get; } = new(Name, "file", ProvisioningCapabilities.VerifiedPurge);

    private string Calls => Path.Combine(folder, "calls.log");

    public static string Hash(string value) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(value)));

    /// <summary>Reads what the backend has of a project.</summary>
    public FileState? Read(string id)
    {
        string file = StateFile(id);
        return File.Exists(file) ? JsonSerializer.Deserialize<FileState>(File.ReadAllText(file)) : null;
    }

    /// <summary>Returns every call that changes something, as it began: its verb and its project.</summary>
    public string[] ReadCalls() => File.Exists(Calls) ? File.ReadAllLines(Calls) : [];

    public string[] ReadOverlaps() => Directory.GetFiles(folder, "overlap-*").Select(File.ReadAllText).ToArray();

    public Task<ProvisionedProject> ProvisionAsync(ProvisionRequest request, ProvisioningOperationOptions? options = null, CancellationToken cancellationToken = default) =>
        ChangeAsync(ProvisioningOperationNames.Provision, request.ProjectId, options, state =>
        {
            if (state?.State == ProjectState.Deleted)
            {
                throw Conflict(request.ProjectId, state.State);
            }

            // What is not given stays, as with the other providers.
            state ??= new FileState { Id = request.ProjectId.Value, CreatedAt = TimeProvider.System.GetUtcNow(), Volume = Guid.NewGuid().ToString("n", CultureInfo.InvariantCulture) };
            foreach ((string name, Secret secret) in request.Secrets)
            {
                state.Secrets[name] = Hash(secret.Reveal());
            }

            foreach ((string name, string value) in request.Variables)
            {
                state.Variables[name] = value;
            }

            state.Template = request.Template.Digest;
            string revision = Hash(state.Template + JsonSerializer.Serialize(state.Secrets.OrderBy(pair => pair.Key)) + JsonSerializer.Serialize(state.Variables.OrderBy(pair => pair.Key)));
            if (state.Revision != revision)
            {
                state.Revision = revision;
                state.Generation++;
            }

            state.State = ProjectState.Running;
            return state;
        }, cancellationToken);

    public Task<ProvisionedProject> StartAsync(ProjectId projectId, ProvisioningOperationOptions? options = null, CancellationToken cancellationToken = default) =>
        ChangeAsync(ProvisioningOperationNames.Start, projectId, options, state => Moved(projectId, state, ProjectState.Running), cancellationToken);

    public Task<ProvisionedProject> StopAsync(ProjectId projectId, ProvisioningOperationOptions? options = null, CancellationToken cancellationToken = default) =>
        ChangeAsync(ProvisioningOperationNames.Stop, projectId, options, state => state?.State == ProjectState.Deleted ? state : Moved(projectId, state, ProjectState.Stopped), cancellationToken);

    public async Task<ProvisionedProject?> DeleteAsync(ProjectId projectId, ProvisioningOperationOptions? options = null, CancellationToken cancellationToken = default)
    {
        if (Read(projectId.Value) is null)
        {
            return null;
        }

        return await ChangeAsync(ProvisioningOperationNames.Delete, projectId, options, state =>
        {
            state!.DeletedAt ??= TimeProvider.System.GetUtcNow();
            state.State = ProjectState.Deleted;
            return state;
        }, cancellationToken);
    }

    public Task<ProvisionedProject> RestoreAsync(ProjectId projectId, ProvisioningOperationOptions? options = null, CancellationToken cancellationToken = default) =>
        ChangeAsync(ProvisioningOperationNames.Restore, projectId, options, state =>
        {
            if (state is not null && state.State != ProjectState.Deleted)
            {
                throw Conflict(projectId, state.State);
            }

            state = state ?? throw NotFound(projectId);
            state.State = ProjectState.Stopped;
            state.DeletedAt = null;
            return state;
        }, cancellationToken);

    public async Task<PurgeResult> PurgeAsync(ProjectId projectId, ProvisioningOperationOptions? options = null, CancellationToken cancellationToken = default)
    {
        bool existed = Read(projectId.Value) is not null;
        await ChangeAsync(ProvisioningOperationNames.Purge, projectId, options, _ => null, cancellationToken);
        return new PurgeResult { ProjectId = projectId, Removed = existed ? ["volume data"] : [] };
    }

    public Task<ProvisioningPlan> PlanAsync(ProvisionRequest request, CancellationToken cancellationToken = default) =>
        Task.FromResult(new ProvisioningPlan { ProjectId = request.ProjectId, ProviderName = Name });

    public Task<ProvisionedProject?> FindAsync(ProjectId projectId, CancellationToken cancellationToken = default) =>
        Task.FromResult(Read(projectId.Value) is { } state ? Project(state, ProjectChange.Unchanged) : null);

    public Task<ProjectStatus> GetStatusAsync(ProjectId projectId, CancellationToken cancellationToken = default)
    {
        FileState state = Read(projectId.Value) ?? throw NotFound(projectId);
        return Task.FromResult(new ProjectStatus { Project = Project(state, ProjectChange.Unchanged), ObservedAt = TimeProvider.System.GetUtcNow(), ObservedGeneration = state.Generation });
    }

    public async IAsyncEnumerable<ProvisionedProject> ListAsync(ProjectListOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.Yield();
        foreach (string file in Directory.GetFiles(folder, "*.project.json").Order(StringComparer.Ordinal))
        {
            ProvisionedProject project = Project(JsonSerializer.Deserialize<FileState>(await File.ReadAllTextAsync(file, cancellationToken))!, ProjectChange.Unchanged);
            if (options?.Matches(project) ?? true)
            {
                yield return project;
            }
        }
    }

    public async IAsyncEnumerable<ProjectLogEntry> ReadLogsAsync(ProjectId projectId, ProjectLogOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.CompletedTask;
        yield break;
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;

    private static FileState Moved(ProjectId projectId, FileState? state, ProjectState to)
    {
        state = state ?? throw NotFound(projectId);
        if (state.State == ProjectState.Deleted)
        {
            throw Conflict(projectId, state.State);
        }

        state.State = to;
        return state;
    }

    private static ProjectNotFoundException NotFound(ProjectId projectId) => new($"There is no project '{projectId}'.") { ProjectId = projectId, ProviderName = Name };

    private static ProjectConflictException Conflict(ProjectId projectId, ProjectState state) =>
        new($"The project '{projectId}' is {state}.") { ProjectId = projectId, ProviderName = Name, ActualState = state };

    private static ProvisionedProject Project(FileState state, ProjectChange change) => new()
    {
        Id = ProjectId.Parse(state.Id),
        ProviderName = Name,
        State = state.State,
        Change = change,
        Generation = state.Generation,
        RevisionDigest = state.Revision,
        CreatedAt = state.CreatedAt,
        DeletedAt = state.DeletedAt,
    };

    private string StateFile(string id) => Path.Combine(folder, id + ".project.json");

    private async Task<ProvisionedProject> ChangeAsync(string verb, ProjectId projectId, ProvisioningOperationOptions? options, Func<FileState?, FileState?> change, CancellationToken cancellationToken)
    {
        points.Pass($"before {verb}");
        await File.AppendAllTextAsync(Calls, $"{verb} {projectId}\n", cancellationToken);
        using FileStream alone = Alone(verb, projectId);
        options?.Progress?.Report(new ProvisioningProgress { ProjectId = projectId, OperationName = verb, Step = "work", State = ProvisioningProgressState.Started });
        points.Pass($"in {verb}, nothing done");
        if (work > TimeSpan.Zero)
        {
            await Task.Delay(work * (0.5 + Random.Shared.NextDouble()), TimeProvider.System, cancellationToken);
        }

        FileState? before = Read(projectId.Value);
        string? revision = before?.Revision;
        FileState? after = change(before);
        if (after is null)
        {
            File.Delete(StateFile(projectId.Value));
        }
        else
        {
            string next = StateFile(projectId.Value) + "." + Guid.NewGuid().ToString("n", CultureInfo.InvariantCulture);
            await File.WriteAllTextAsync(next, JsonSerializer.Serialize(after), CancellationToken.None);
            File.Move(next, StateFile(projectId.Value), overwrite: true);
        }

        points.Pass($"in {verb}, all done");
        options?.Progress?.Report(new ProvisioningProgress { ProjectId = projectId, OperationName = verb, Step = "work", State = ProvisioningProgressState.Succeeded });
        points.Pass($"after {verb}");
        return Project(after ?? new FileState { Id = projectId.Value }, revision is null ? ProjectChange.Created : revision == after?.Revision ? ProjectChange.Unchanged : ProjectChange.Updated);
    }

    // The system lets go of the lock when a process is killed.
    private FileStream Alone(string verb, ProjectId projectId)
    {
        string file = Path.Combine(folder, projectId.Value + ".busy");
        try
        {
            return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException exception)
        {
            File.WriteAllText(Path.Combine(folder, "overlap-" + Guid.NewGuid().ToString("n", CultureInfo.InvariantCulture)), $"{verb} {projectId} in process {Environment.ProcessId} while another call changed it.");
            throw new InvalidOperationException($"Two calls change {projectId} at once.", exception);
        }
    }
}
