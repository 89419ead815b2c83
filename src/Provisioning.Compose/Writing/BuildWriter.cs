using System.Globalization;

namespace Provisioning.Compose.Writing;

/// <summary>Writes the build section, and what it has in common with a service.</summary>
internal static class BuildWriter
{
    public static void Write(Emitter e, ComposeBuild build)
    {
        e.Sink.BeginMapping();
        e.Text("context", build.Context);
        e.Text("dockerfile", build.Dockerfile);
        e.Text("dockerfile_inline", build.DockerfileInline);
        e.Strings("entitlements", build.Entitlements);
        e.Variables("args", build.Args);
        e.Text("provenance", build.Provenance);
        e.Text("sbom", build.Sbom);
        e.Strings("ssh", build.Ssh);
        e.Pairs("labels", build.Labels);
        e.Strings("cache_from", build.CacheFrom);
        e.Strings("cache_to", build.CacheTo);
        e.Flag("no_cache", build.NoCache);
        e.Pairs("additional_contexts", build.AdditionalContexts);
        e.Flag("pull", build.Pull);
        e.Strings("extra_hosts", build.ExtraHosts);
        e.Text("isolation", build.Isolation);
        e.Text("network", build.Network);
        e.Text("target", build.Target);
        e.List("secrets", build.Secrets, FileMount);
        e.Bytes("shm_size", build.ShmSize);
        e.Strings("tags", build.Tags);
        e.Map("ulimits", build.Ulimits, Ulimit);
        e.Strings("platforms", build.Platforms);
        e.Flag("privileged", build.Privileged);
        e.Sink.EndMapping();
    }

    public static void FileMount(Emitter e, ComposeServiceFileObject mount)
    {
        e.Sink.BeginMapping();
        e.Text("source", mount.Source);
        e.Text("target", mount.Target);
        e.Text("uid", mount.Uid);
        e.Text("gid", mount.Gid);
        if (mount.Mode is { } mode)
        {
            e.Text("mode", "0" + Convert.ToString(mode, 8));
        }

        e.Sink.EndMapping();
    }

    public static void Ulimit(Emitter e, ComposeUlimit limit)
    {
        if (limit.Limit is { } single and not 0)
        {
            e.Sink.Literal(single.ToString(CultureInfo.InvariantCulture));
            return;
        }

        e.Sink.BeginMapping();
        if (e.IsYaml)
        {
            e.NumberOrZero("soft", limit.Soft);
            e.NumberOrZero("hard", limit.Hard);
        }
        else
        {
            e.Number("soft", limit.Soft);
            e.Number("hard", limit.Hard);
        }

        e.Sink.EndMapping();
    }
}
