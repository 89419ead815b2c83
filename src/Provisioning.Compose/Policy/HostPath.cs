using System.Text.RegularExpressions;

namespace Provisioning.Compose;

/// <summary>What a path of the host gives away.</summary>
internal static partial class HostPath
{
    // Directories that hold a socket of an engine. Whoever has one of them has the socket.
    private static readonly string[] SocketParents = ["/", "/var", "/var/run", "/run", "/run/containerd", "/run/podman", "/run/user", "/run/crio", "/run/buildkit"];

    /// <summary>Whether a path is an engine's socket itself.</summary>
    public static bool IsEngineSocket(string path) => SocketFile().IsMatch(TemplatePath.Normalize(path));

    /// <summary>Whether a path is an engine's socket, or a directory that holds one.</summary>
    public static bool ReachesEngineSocket(string path)
    {
        string normal = TemplatePath.Normalize(path).ToLowerInvariant();
        Match process = ProcessRoot().Match(normal);
        while (process.Success)
        {
            normal = "/" + normal[process.Length..].TrimStart('/');
            process = ProcessRoot().Match(normal);
        }

        // /var/run is a link to /run on every host of today.
        string canonical = normal.Equals("/var/run", StringComparison.Ordinal) || normal.StartsWith("/var/run/", StringComparison.Ordinal) ? normal[4..] : normal;
        return SocketParents.Contains(normal, StringComparer.Ordinal)
            || SocketParents.Contains(canonical, StringComparer.Ordinal)
            || SocketFile().IsMatch(canonical)
            || UserRuntime().IsMatch(canonical);
    }

    [GeneratedRegex(@"\A/proc/[^/]+/(root|cwd)(?=/|\z)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ProcessRoot();

    [GeneratedRegex(@"(docker|podman|containerd|crio|buildkitd?|dockershim|cri-dockerd)[^/]*\.sock(\.[^/]*)?\z|/pipe/(docker|podman|containerd)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SocketFile();

    [GeneratedRegex(@"\A/run/user/[0-9]+(/podman)?\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex UserRuntime();
}
