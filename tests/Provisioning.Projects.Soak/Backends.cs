using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Provisioning.Testing.Coolify;

namespace Provisioning.Projects.Soak;

/// <summary>What the projects of the run live on, and what of them is there.</summary>
internal static class Backends
{
    /// <summary>Adds the Docker Engine, with its state in the run's folder.</summary>
    public static (string Name, Action<IProvisioningBuilder> Add) Local(string folder) => ("local", builder => builder.AddLocal(options =>
    {
        options.StateDirectory = Path.Combine(folder, "local");
        options.PortRange = "28000-28999";
        options.Offline = true;
        options.MinimumUptime = TimeSpan.FromMilliseconds(200);
    }));

    /// <summary>Adds the Coolify instance at an address.</summary>
    public static (string Name, Action<IProvisioningBuilder> Add) Coolify(string url, string token) => ("coolify", builder => builder.AddCoolify(options =>
    {
        options.ApiUrl = new Uri(url);
        options.ApiToken = new Secret(token);
        options.RequestsPerMinute = 1_000_000;
        options.PollInterval = TimeSpan.FromMilliseconds(100);
        options.MaxPollInterval = TimeSpan.FromMilliseconds(200);
        options.StartGrace = TimeSpan.FromSeconds(20);
        options.SettleTime = TimeSpan.FromSeconds(1);
        options.ProbeEndpoints = false;
    }));

    /// <summary>Starts an instance that is fast and has no limit: minutes of its queues pass in a second.</summary>
    public static FakeCoolify StartCoolify() => FakeCoolify.Start(new FakeCoolifyOptions { Speed = 100, RequestsPerMinute = 1_000_000, RecordRequests = false });

    /// <summary>Lists what there is of a project: volumes with what tells one from another of the same name, and the other things by name.</summary>
    public static async Task<Resources> FindAsync(FakeCoolify? coolify, ProjectId project, HashSet<string> known)
    {
        if (coolify is not null)
        {
            // Services that are gone are known by the ids that they had.
            string[] services = [.. coolify.FindServices(project.Value).Select(service => service.Uuid)];
            known.UnionWith(services);
            return new Resources(
                [.. coolify.Volumes.Where(volume => known.Contains(volume.ServiceUuid)).Select(volume => $"{volume.Name} {volume.Id}").Order(StringComparer.Ordinal)],
                [.. services, .. coolify.Containers.Where(container => known.Contains(container.ServiceUuid)).Select(container => container.Name)]);
        }

        string filter = $"label=com.docker.compose.project={project}";
        string[] volumes = await DockerAsync("volume", "ls", "--quiet", "--filter", filter);
        return new Resources(
            volumes.Length == 0 ? [] : await DockerAsync(["volume", "inspect", "--format", "{{.Name}} {{.CreatedAt}}", .. volumes]),
            [.. await DockerAsync("ps", "--all", "--quiet", "--filter", filter), .. await DockerAsync("network", "ls", "--quiet", "--filter", filter)]);
    }

    private static async Task<string[]> DockerAsync(params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo("docker", arguments) { RedirectStandardOutput = true, UseShellExecute = false })!;
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? output.Split('\n', StringSplitOptions.RemoveEmptyEntries) : throw new InvalidOperationException($"docker {string.Join(' ', arguments)} ended with {process.ExitCode}.");
    }

    /// <summary>What there is of a project at its backend.</summary>
    internal sealed record Resources(IReadOnlyList<string> Volumes, IReadOnlyList<string> Others);
}
