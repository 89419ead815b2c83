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
        e.Extensions(project.Extensions);
        e.Sink.EndMapping();
    }

    /// <summary>Writes the sections in the order that the YAML form has them.</summary>
    public static void WriteYaml(Emitter e, ComposeProject project)
    {
        e.Sink.BeginMapping();
        e.Text("name", project.Name);
        e.Map("services", project.Services, ServiceWriter.Write, evenEmpty: true);
        e.Map("networks", project.Networks, Network);
        e.Map("volumes", project.Volumes, Volume);
        e.Map("secrets", project.Secrets, Secret);
        e.Map("configs", project.Configs, FileObject);
        e.Map("models", project.Models, Model);
        e.Extensions(project.Extensions);
        e.Sink.EndMapping();
    }

    public static void Network(Emitter e, ComposeNetwork network)
    {
        e.Sink.BeginMapping();
        Name(e, network.Name);
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
        e.Sink.EndOptionalMapping();
        e.Flag("external", network.External);
        e.Flag("internal", network.Internal);
        e.Flag("attachable", network.Attachable);
        e.Pairs("labels", network.Labels);
        e.FlagOrNull("enable_ipv4", network.EnableIpv4);
        e.FlagOrNull("enable_ipv6", network.EnableIpv6);
        Extensions(e, network.Extensions);
        e.Sink.EndMapping();
    }

    public static void Volume(Emitter e, ComposeVolume volume) => Volume(e, volume, volume.Driver);

    public static void Volume(Emitter e, ComposeVolume volume, string? driver)
    {
        e.Sink.BeginMapping();
        Name(e, volume.Name);
        e.Text("driver", driver);
        e.Pairs("driver_opts", volume.DriverOpts);
        e.Flag("external", volume.External);
        e.Pairs("labels", volume.Labels);
        Extensions(e, volume.Extensions);
        e.Sink.EndMapping();
    }

    // An empty name is not the same as none.
    private static void Name(Emitter e, string name)
    {
        if (name.Length > 0 || e.IsYaml)
        {
            e.Sink.Key("name");
            e.Sink.Text(name);
        }
    }

    private static void Extensions(Emitter e, IReadOnlyDictionary<string, JsonElement> extensions)
    {
        if (e.IsYaml)
        {
            e.Extensions(extensions);
        }
    }

    private static void Model(Emitter e, ComposeModel model)
    {
        e.Sink.BeginMapping();
        e.Text("name", model.Name);
        e.Text("model", model.Model);
        e.Number("context_size", model.ContextSize);
        e.Strings("runtime_flags", model.RuntimeFlags);
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
        Extensions(e, value.Extensions);
        e.Sink.EndMapping();
    }
}
