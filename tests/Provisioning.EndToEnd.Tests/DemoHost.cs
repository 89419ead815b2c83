using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Docker.DotNet;
using Docker.DotNet.Models;
using Microsoft.Extensions.DependencyInjection;

namespace Provisioning.EndToEnd.Tests;

/// <summary>A host with the Local backend, its own state folder, and the demo's template. Uses public surface only.</summary>
public sealed class DemoHost : IAsyncDisposable
{
    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(20) };

    private readonly ServiceProvider _services;
    private readonly DirectoryInfo _scratch;
    private readonly List<ProjectId> _projects = [];

    public DemoHost()
    {
        _scratch = Directory.CreateTempSubdirectory("provisioning-e2e-");
        StateDirectory = Path.Combine(_scratch.FullName, "state");
        var services = new ServiceCollection();
        services.AddProvisioning().AddLocal(options => options.StateDirectory = StateDirectory);
        _services = services.BuildServiceProvider();
        Provider = _services.GetRequiredKeyedService<IProvisioningProvider>("local");
        Engine = Provider.GetService<IDockerClient>() ?? throw new InvalidOperationException("The Local provider gives its engine client.");
    }

    public string StateDirectory { get; }

    public IProvisioningProvider Provider { get; }

    public IDockerClient Engine { get; }

    public ProjectId NewProject()
    {
        var project = ProjectId.Parse("e2e-" + Guid.NewGuid().ToString("N")[..10]);
        _projects.Add(project);
        return project;
    }

    /// <summary>The demo's template; <paramref name="edit"/> makes another version of it.</summary>
    public static async Task<ProjectTemplate> TemplateAsync(Func<string, string>? edit = null)
    {
        ProjectTemplate demo = await ProjectTemplate.LoadAsync(Path.Combine(RepositoryRoot(), "samples", "templates", "demo"));
        if (edit is null)
        {
            return demo;
        }

        return ProjectTemplate.FromFiles("demo", demo.ComposeFile, demo.Files.Select(file => file.Path == demo.ComposeFile
            ? new TemplateFile(file.Path, System.Text.Encoding.UTF8.GetBytes(edit(System.Text.Encoding.UTF8.GetString(file.Content.Span))))
            : file));
    }

    public static async Task<ProvisionRequest> RequestAsync(ProjectId project, Func<string, string>? edit = null) => new()
    {
        ProjectId = project,
        Template = await TemplateAsync(edit),
        Variables = Images(),
    };

    public static Uri Api(ProvisionedProject project) => project.Endpoints.Single(endpoint => endpoint.Name == "api").Url;

    public static async Task AddNoteAsync(ProvisionedProject project, string text)
    {
        using HttpResponseMessage response = await Http.PostAsJsonAsync(new Uri(Api(project), "notes"), new { text });
        response.EnsureSuccessStatusCode();
    }

    public static async Task<IReadOnlyList<string>> NotesAsync(ProvisionedProject project)
    {
        JsonArray notes = (await Http.GetFromJsonAsync<JsonArray>(new Uri(Api(project), "notes")))!;
        return [.. notes.Select(note => note!["text"]!.GetValue<string>())];
    }

    public static async Task<JsonObject> FrontPageAsync(ProvisionedProject project) => (await Http.GetFromJsonAsync<JsonObject>(Api(project)))!;

    /// <summary>The value of a variable inside the running container of a service.</summary>
    public async Task<string?> EnvironmentAsync(ProjectId project, string service, string key)
    {
        ContainerInspectResponse container = await Engine.Containers.InspectContainerAsync($"{project}-{service}-1");
        return container.Config!.Env!.Where(entry => entry.StartsWith(key + "=", StringComparison.Ordinal)).Select(entry => entry[(key.Length + 1)..]).SingleOrDefault();
    }

    /// <summary>Everything at the engine that carries the project's labels, ours or Compose's, or is named like its own.</summary>
    public async Task<IReadOnlyList<string>> LeftAsync(ProjectId project)
    {
        var found = new List<string>();
        IList<ContainerListResponse> containers = await Engine.Containers.ListContainersAsync(new ContainersListParameters { All = true });
        found.AddRange(containers.Where(container => Belongs(container.Labels, project)).Select(container => "container " + container.Names![0]));
        IList<NetworkResponse> networks = await Engine.Networks.ListNetworksAsync();
        found.AddRange(networks.Where(network => Belongs(network.Labels, project)).Select(network => "network " + network.Name));
        VolumesListResponse volumes = await Engine.Volumes.ListAsync(CancellationToken.None);
        found.AddRange((volumes.Volumes ?? []).Where(volume => Belongs(volume.Labels, project)).Select(volume => "volume " + volume.Name));
        if (Directory.Exists(StateDirectory))
        {
            found.AddRange(Directory.EnumerateDirectories(StateDirectory, "*", SearchOption.AllDirectories)
                .Where(directory => Path.GetFileName(directory) == project.Value)
                .Select(directory => "folder " + directory));
        }

        return found;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (ProjectId project in _projects)
        {
            await Provider.PurgeAsync(project, new ProvisioningOperationOptions { WhenBusy = BusyBehavior.Wait });
        }

        await _services.DisposeAsync();
        _scratch.Delete(recursive: true);
    }

    // The test script tells the images where the distribution's are not the template's own.
    internal static Dictionary<string, string> Images()
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string name in new[] { "POSTGRES_IMAGE", "API_IMAGE", "GATEWAY_IMAGE" })
        {
            if (Environment.GetEnvironmentVariable("PROVISIONING_TEST_" + name) is { Length: > 0 } image)
            {
                values[name] = image;
            }
        }

        return values;
    }

    private static bool Belongs(IDictionary<string, string>? labels, ProjectId project) =>
        labels is not null && labels.Any(label =>
            (label.Key.StartsWith("provisioning.", StringComparison.Ordinal) || label.Key == "com.docker.compose.project")
            && string.Equals(label.Value, project.Value, StringComparison.Ordinal));

    private static string RepositoryRoot()
    {
        for (DirectoryInfo? directory = new(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(Path.Combine(directory.FullName, "Provisioning.sln")))
            {
                return directory.FullName;
            }
        }

        throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"Provisioning.sln was not found above {AppContext.BaseDirectory}."));
    }
}
