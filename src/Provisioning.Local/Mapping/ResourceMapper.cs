using System.Text.RegularExpressions;
using Docker.DotNet.Models;
using Provisioning.Compose;

namespace Provisioning.Local.Mapping;

/// <summary>Memory, processors, processes, devices, limits.</summary>
internal static partial class ResourceMapper
{
    // Compose keeps processor shares in single precision, and so must the product be.
    private const float NanoPerCpu = 1e9f;

    public static void Apply(ComposeService service, HostConfig host)
    {
        host.CgroupParent = service.CgroupParent ?? string.Empty;
        host.Memory = service.MemLimit ?? 0;
        host.MemorySwap = service.MemSwapLimit ?? 0;
        host.MemorySwappiness = service.MemSwappiness is 0 ? null : service.MemSwappiness;
        host.MemoryReservation = service.MemReservation ?? 0;
        host.OomKillDisable = service.OomKillDisable;
        host.CPUCount = service.CpuCount ?? 0;
        host.CPUPercent = (long)((service.CpuPercent ?? 0) * 100);
        host.CPUPeriod = service.CpuPeriod ?? 0;
        host.CPUQuota = service.CpuQuota ?? 0;
        host.CPURealtimePeriod = service.CpuRtPeriod ?? 0;
        host.CPURealtimeRuntime = service.CpuRtRuntime ?? 0;
        host.CPUShares = service.CpuShares ?? 0;
        host.NanoCPUs = (long)((service.Cpus ?? 0) * NanoPerCpu);
        host.CpusetCpus = service.Cpuset ?? string.Empty;
        host.PidsLimit = service.PidsLimit is 0 ? null : service.PidsLimit;
        host.DeviceCgroupRules = [.. service.DeviceCgroupRules];
        ApplyBlockIO(service.BlkioConfig, host);
        List<DeviceRequest> requests = [];
        ApplyDeploy(service.Deploy?.Resources, host, requests);
        ApplyDevices(service, host, requests);
        host.DeviceRequests = requests;
        host.Ulimits =
        [
            .. service.Ulimits.OrderBy(item => item.Key, StringComparer.Ordinal).Select(item => new Ulimit
            {
                Name = item.Key,
                Soft = item.Value.Limit is { } limit and not 0 ? limit : item.Value.Soft,
                Hard = item.Value.Limit is { } same and not 0 ? same : item.Value.Hard,
            }),
        ];
    }

    public static bool IsCdiDevice(ComposeDeviceMapping device) =>
        (device.Target is null || device.Target == device.Source) && CdiName().IsMatch(device.Source);

    private static void ApplyDeploy(ComposeResources? resources, HostConfig host, List<DeviceRequest> requests)
    {
        if (resources?.Limits is { } limits)
        {
            host.Memory = limits.Memory is { } memory and not 0 ? memory : host.Memory;
            host.NanoCPUs = limits.Cpus is { } cpus and not 0 ? (long)(cpus * NanoPerCpu) : host.NanoCPUs;
            host.PidsLimit = limits.Pids is > 0 ? limits.Pids : host.PidsLimit;
        }

        if (resources?.Reservations is { } reservations)
        {
            host.MemoryReservation = reservations.Memory is { } memory and not 0 ? memory : host.MemoryReservation;
            requests.AddRange(reservations.Devices.Select(device => Request(device, device.Capabilities)));
        }
    }

    private static void ApplyDevices(ComposeService service, HostConfig host, List<DeviceRequest> requests)
    {
        string[] cdi = [.. service.Devices.Where(IsCdiDevice).Select(device => device.Source)];
        if (cdi.Length > 0)
        {
            requests.Add(new DeviceRequest { Driver = "cdi", DeviceIDs = cdi });
        }

        DeviceMapping[] devices = [.. service.Devices.Where(device => !IsCdiDevice(device)).Select(device => new DeviceMapping
        {
            PathOnHost = device.Source,
            PathInContainer = device.Target ?? device.Source,
            CgroupPermissions = device.Permissions ?? string.Empty,
        })];
        host.Devices = devices;
        requests.AddRange(service.Gpus.Select(gpu => Request(gpu, [.. gpu.Capabilities, "gpu"])));
    }

    private static DeviceRequest Request(ComposeDeviceRequest device, IReadOnlyList<string> capabilities) => new()
    {
        Driver = device.Driver ?? string.Empty,
        Count = device.Count ?? 0,
        DeviceIDs = [.. device.DeviceIds],
        Capabilities = [[.. capabilities]],
        Options = device.Options.ToDictionary(StringComparer.Ordinal),
    };

    private static void ApplyBlockIO(ComposeBlkioConfig? config, HostConfig host)
    {
        if (config is null)
        {
            return;
        }

        host.BlkioWeight = config.Weight ?? 0;
        host.BlkioWeightDevice = [.. config.WeightDevice.Select(device => new WeightDevice { Path = device.Path, Weight = device.Weight })];
        host.BlkioDeviceReadBps = Throttle(config.DeviceReadBps);
        host.BlkioDeviceReadIOps = Throttle(config.DeviceReadIops);
        host.BlkioDeviceWriteBps = Throttle(config.DeviceWriteBps);
        host.BlkioDeviceWriteIOps = Throttle(config.DeviceWriteIops);
    }

    private static ThrottleDevice[] Throttle(IReadOnlyList<ComposeThrottleDevice> devices) =>
        [.. devices.Select(device => new ThrottleDevice { Path = device.Path, Rate = (ulong)Math.Max(0, device.Rate) })];

    // Container Device Interface: vendor/class=device
    [GeneratedRegex(@"^[A-Za-z][A-Za-z0-9_.-]*/[A-Za-z][A-Za-z0-9_-]*=[A-Za-z0-9][A-Za-z0-9_.:-]*\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex CdiName();
}
