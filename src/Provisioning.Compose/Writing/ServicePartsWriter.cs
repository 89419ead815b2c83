using System.Globalization;

namespace Provisioning.Compose.Writing;

/// <summary>Writes the parts of a service.</summary>
internal static class ServicePartsWriter
{
    // Compose writes a file that must be there as its path alone, and so loses its format.
    public static void EnvFile(Emitter e, ComposeEnvFile file)
    {
        if (file.IsRequired)
        {
            e.Sink.Text(file.Path);
            return;
        }

        e.Sink.BeginMapping();
        e.Text("path", file.Path);
        e.FlagOrNull("required", value: false);
        e.Text("format", file.Format);
        e.Sink.EndMapping();
    }

    public static void Blkio(Emitter e, ComposeBlkioConfig config)
    {
        e.Sink.BeginMapping();
        e.Number("weight", config.Weight);
        e.List("weight_device", config.WeightDevice, static (emitter, device) =>
        {
            emitter.Sink.BeginMapping();
            emitter.Sink.Key(emitter.IsYaml ? "path" : "Path");
            emitter.Sink.Text(device.Path);
            emitter.NumberOrZero(emitter.IsYaml ? "weight" : "Weight", device.Weight);
            emitter.Sink.EndMapping();
        });
        e.List("device_read_bps", config.DeviceReadBps, Throttle);
        e.List("device_read_iops", config.DeviceReadIops, Throttle);
        e.List("device_write_bps", config.DeviceWriteBps, Throttle);
        e.List("device_write_iops", config.DeviceWriteIops, Throttle);
        e.Sink.EndMapping();
    }

    public static void CredentialSpec(Emitter e, ComposeCredentialSpec spec)
    {
        e.Sink.BeginMapping();
        e.Text("config", spec.Config);
        e.Text("file", spec.File);
        e.Text("registry", spec.Registry);
        e.Sink.EndMapping();
    }

    public static void Dependency(Emitter e, ComposeDependency dependency)
    {
        e.Sink.BeginMapping();
        e.Text("condition", dependency.Condition);
        e.Flag("restart", dependency.Restart);
        e.FlagOrNull("required", dependency.Required);
        e.Sink.EndMapping();
    }

    public static void Device(Emitter e, ComposeDeviceMapping device)
    {
        e.Sink.BeginMapping();
        e.Text("source", device.Source);
        e.Text("target", device.Target);
        e.Text("permissions", device.Permissions);
        e.Sink.EndMapping();
    }

    public static void Provider(Emitter e, ComposeProvider provider)
    {
        e.Sink.BeginMapping();
        e.Text("type", provider.Type);
        e.Map("options", provider.Options, static (emitter, values) =>
        {
            emitter.Sink.BeginList();
            foreach (string value in values)
            {
                emitter.Sink.Text(value);
            }

            emitter.Sink.EndList();
        });
        e.Sink.EndMapping();
    }

    public static void HealthCheck(Emitter e, ComposeHealthCheck check)
    {
        e.Sink.BeginMapping();
        e.Strings("test", check.Test ?? []);
        e.Duration("timeout", check.Timeout);
        e.Duration("interval", check.Interval);
        e.NumberOrZero("retries", check.Retries);
        e.Duration("start_period", check.StartPeriod);
        e.Duration("start_interval", check.StartInterval);
        e.Flag("disable", check.Disable);
        e.Sink.EndMapping();
    }

    public static void Logging(Emitter e, ComposeLogging logging)
    {
        e.Sink.BeginMapping();
        e.Text("driver", logging.Driver);
        e.Pairs("options", logging.Options);
        e.Sink.EndMapping();
    }

    public static void Model(Emitter e, ComposeServiceModel? model)
    {
        if (model is null)
        {
            e.Sink.Null();
            return;
        }

        e.Sink.BeginMapping();
        e.Text("endpoint_var", model.EndpointVariable);
        e.Text("model_var", model.ModelVariable);
        e.Sink.EndMapping();
    }

    public static void Network(Emitter e, ComposeServiceNetwork? network)
    {
        if (network is null)
        {
            e.Sink.Null();
            return;
        }

        e.Sink.BeginMapping();
        e.Strings("aliases", network.Aliases);
        e.Pairs("driver_opts", network.DriverOpts);
        e.Number("gw_priority", network.GatewayPriority);
        e.Text("interface_name", network.InterfaceName);
        e.Text("ipv4_address", network.Ipv4Address);
        e.Text("ipv6_address", network.Ipv6Address);
        e.Strings("link_local_ips", network.LinkLocalIps);
        e.Text("mac_address", network.MacAddress);
        e.Number("priority", network.Priority);
        e.Sink.EndMapping();
    }

    public static void Port(Emitter e, ComposePort port)
    {
        e.Sink.BeginMapping();
        e.Text("name", port.Name);
        e.Text("mode", port.Mode);
        e.Text("host_ip", port.HostIp);
        e.Number("target", port.Target);
        e.Text("published", port.Published);
        e.Text("protocol", port.Protocol);
        e.Text("app_protocol", port.AppProtocol);
        e.Sink.EndMapping();
    }

    public static void Mount(Emitter e, ComposeMount mount)
    {
        e.Sink.BeginMapping();
        e.Text("type", mount.Type);
        e.Text("source", mount.Source);
        e.Text("target", mount.Target);
        e.Flag("read_only", mount.ReadOnly);
        e.Text("consistency", mount.Consistency);
        e.Object("bind", mount.Bind, static (emitter, bind) =>
        {
            emitter.Sink.BeginMapping();
            emitter.Text("selinux", bind.Selinux);
            emitter.Text("propagation", bind.Propagation);
            emitter.Flag("create_host_path", bind.CreateHostPath ?? false);
            emitter.Text("recursive", bind.Recursive);
            emitter.Sink.EndMapping();
        });
        e.Object("volume", mount.Volume, static (emitter, volume) =>
        {
            emitter.Sink.BeginMapping();
            emitter.Pairs("labels", volume.Labels);
            emitter.Flag("nocopy", volume.NoCopy);
            emitter.Text("subpath", volume.Subpath);
            emitter.Sink.EndMapping();
        });
        e.Object("tmpfs", mount.Tmpfs, static (emitter, tmpfs) =>
        {
            emitter.Sink.BeginMapping();
            emitter.Bytes("size", tmpfs.Size);
            emitter.Number("mode", tmpfs.Mode);
            emitter.Sink.EndMapping();
        });
        e.Object("image", mount.Image, static (emitter, image) =>
        {
            emitter.Sink.BeginMapping();
            emitter.Text("subpath", image.Subpath);
            emitter.Sink.EndMapping();
        });
        e.Sink.EndMapping();
    }

    public static void Hook(Emitter e, ComposeHook hook)
    {
        e.Sink.BeginMapping();
        e.StringsOrNull("command", hook.IsCommandNull ? null : hook.Command);
        e.Text("user", hook.User);
        e.Flag("privileged", hook.Privileged);
        e.Text("working_dir", hook.WorkingDir);
        e.Variables("environment", hook.Environment);
        e.Sink.EndMapping();
    }

    private static void Throttle(Emitter e, ComposeThrottleDevice device)
    {
        e.Sink.BeginMapping();
        e.Sink.Key(e.IsYaml ? "path" : "Path");
        e.Sink.Text(device.Path);
        e.Sink.Key(e.IsYaml ? "rate" : "Rate");
        e.Sink.Text(device.Rate.ToString(CultureInfo.InvariantCulture));
        e.Sink.EndMapping();
    }
}
