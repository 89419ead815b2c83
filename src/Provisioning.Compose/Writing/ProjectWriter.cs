using System.Text.Json;

namespace Provisioning.Compose.Writing;

/// <summary>Writes projects and their resources.</summary>
internal static class ProjectWriter
{
    /// <summary>Writes the sections in the order of their names, as the JSON form has them.</summary>
    public static void Write(Emitter e, ComposeProject project)
    {
        e.Sink.BeginMapping();
        e.Map("configs", project.Configs, FileObject);
        e.Text("name", project.Name);
        e.Map("networks", project.Networks, Network);
        e.Map("secrets", project.Secrets, Secret);
        e.Map("services", project.Services, ServiceWriter.Write, evenEmpty: true);
        e.Map("volumes", project.Volumes, Volume);
        foreach ((string key, JsonElement value) in project.Extensions.OrderBy(static entry => entry.Key, StringComparer.Ordinal))
        {
            e.Element(key, value);
        }

        e.Sink.EndMapping();
    }

    public static void Network(Emitter e, ComposeNetwork network)
    {
        e.Sink.BeginMapping();
        e.Text("name", network.Name);
        e.Text("driver", network.Driver);
        e.Pairs("driver_opts", network.DriverOpts);
        e.Sink.Key("ipam");
        e.Sink.BeginMapping();
        e.Text("driver", network.Ipam?.Driver);
        e.List("config", network.Ipam?.Config ?? [], static (emitter, pool) =>
        {
            emitter.Sink.BeginMapping();
            emitter.Text("subnet", pool.Subnet);
            emitter.Text("gateway", pool.Gateway);
            emitter.Text("ip_range", pool.IpRange);
            emitter.Pairs("aux_addresses", pool.AuxiliaryAddresses);
            emitter.Sink.EndMapping();
        });
        e.Sink.EndMapping();
        e.Flag("external", network.External);
        e.Flag("internal", network.Internal);
        e.Flag("attachable", network.Attachable);
        e.Pairs("labels", network.Labels);
        e.FlagOrNull("enable_ipv4", network.EnableIpv4);
        e.FlagOrNull("enable_ipv6", network.EnableIpv6);
        e.Sink.EndMapping();
    }

    public static void Volume(Emitter e, ComposeVolume volume) => Volume(e, volume, volume.Driver);

    public static void Volume(Emitter e, ComposeVolume volume, string? driver)
    {
        e.Sink.BeginMapping();
        e.Text("name", volume.Name);
        e.Text("driver", driver);
        e.Pairs("driver_opts", volume.DriverOpts);
        e.Flag("external", volume.External);
        e.Pairs("labels", volume.Labels);
        e.Sink.EndMapping();
    }

    private static void FileObject(Emitter e, ComposeFileObject value) => FileObject(e, value, value.Environment is null ? value.Content : null);

    // A secret's value is never written.
    private static void Secret(Emitter e, ComposeFileObject value) => FileObject(e, value, content: null);

    private static void FileObject(Emitter e, ComposeFileObject value, string? content)
    {
        e.Sink.BeginMapping();
        e.Text("name", value.Name);
        e.Text("file", value.File);
        e.Text("environment", value.Environment);
        e.Text("content", content);
        e.Flag("external", value.External);
        e.Pairs("labels", value.Labels);
        e.Text("driver", value.Driver);
        e.Pairs("driver_opts", value.DriverOpts);
        e.Text("template_driver", value.TemplateDriver);
        e.Sink.EndMapping();
    }
}
