using System.Globalization;
using Docker.DotNet.Models;
using Provisioning.Compose;

namespace Provisioning.Local.Mapping;

/// <summary>Exposed and published ports.</summary>
internal static class PortMapper
{
    /// <summary>Returns the host ports that a service leaves open, one for each entry and replica.</summary>
    public static IEnumerable<PortDemand> Demands(ComposeService service)
    {
        for (int number = 1; number <= ResourceNames.Replicas(service); number++)
        {
            for (int i = 0; i < service.Ports.Count; i++)
            {
                if (Demand(service, i, number) is { } demand)
                {
                    yield return demand;
                }
            }
        }
    }

    public static Dictionary<string, EmptyStruct> Exposed(ComposeService service)
    {
        var ports = new Dictionary<string, EmptyStruct>(StringComparer.Ordinal);
        foreach (string port in service.Expose)
        {
            ports[port] = default;
        }

        foreach (ComposePort port in service.Ports)
        {
            ports[ContainerPort(port)] = default;
        }

        return ports;
    }

    public static IEnumerable<IList<PortBinding>> Bindings(ComposeService service, int number, MappingOptions options)
    {
        for (int i = 0; i < service.Ports.Count; i++)
        {
            ComposePort port = service.Ports[i];
            string published = Demand(service, i, number) is { } demand && options.Ports is { } leases && leases.TryGetValue(demand, out int leased)
                ? leased.ToString(CultureInfo.InvariantCulture)
                : port.Published ?? string.Empty;
            string address = port.HostIp is { Length: > 0 } given ? given : options.DefaultHostAddress ?? string.Empty;
            yield return [new PortBinding { HostIP = address, HostPort = published }];
        }
    }

    public static Dictionary<string, IList<PortBinding>> ByContainerPort(ComposeService service, IReadOnlyList<IList<PortBinding>> bindings)
    {
        var result = new Dictionary<string, IList<PortBinding>>(StringComparer.Ordinal);
        for (int i = 0; i < service.Ports.Count; i++)
        {
            string port = ContainerPort(service.Ports[i]);
            result[port] = result.TryGetValue(port, out IList<PortBinding>? existing) ? [.. existing, .. bindings[i]] : bindings[i];
        }

        return result;
    }

    public static string ContainerPort(ComposePort port) => string.Create(CultureInfo.InvariantCulture, $"{port.Target}/{port.Protocol}");

    // Several entries for one container port are told apart by their order; a replica continues the count, so that scaling up keeps the first ones' ports.
    private static PortDemand? Demand(ComposeService service, int index, int number)
    {
        ComposePort port = service.Ports[index];
        if (!IsOpen(port))
        {
            return null;
        }

        int before = 0;
        int all = 0;
        for (int i = 0; i < service.Ports.Count; i++)
        {
            ComposePort other = service.Ports[i];
            if (IsOpen(other) && other.Target == port.Target && other.Protocol == port.Protocol)
            {
                all++;
                before += i < index ? 1 : 0;
            }
        }

        return new PortDemand(service.Name, port.Target, port.Protocol, ((number - 1) * all) + before);
    }

    private static bool IsOpen(ComposePort port) => port.Published is null or "" or "0";
}
