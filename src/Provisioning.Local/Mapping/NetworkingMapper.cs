using System.Globalization;
using Docker.DotNet.Models;
using Provisioning.Compose;

namespace Provisioning.Local.Mapping;

/// <summary>Network mode, endpoints, aliases and links of a container.</summary>
internal static class NetworkingMapper
{
    public const string InterfaceNameOption = "com.docker.network.endpoint.ifname";
    private const string DefaultNetwork = "default";

    public static NetworkingMapping Map(ComposeService service, int number, ServiceReferences references, MappingContext context)
    {
        IReadOnlyList<string> links = Links(service, number, context);
        if (service.NetworkMode is { Length: > 0 } mode)
        {
            return new NetworkingMapping(references.Resolve(mode)!, AtCreate: null, [], [], links);
        }

        string[] keys = service.Networks.Count == 0
            ? context.Project.Networks.ContainsKey(DefaultNetwork) ? [DefaultNetwork] : []
            : [.. service.Networks.OrderByDescending(item => item.Value?.Priority ?? 0).ThenBy(item => item.Key, StringComparer.Ordinal).Select(item => item.Key)];
        if (keys.Length == 0)
        {
            return new NetworkingMapping("none", AtCreate: null, [], [], links);
        }

        MappedEndpoint[] endpoints = [.. keys.Select((key, index) => new MappedEndpoint(NetworkName(key, context), Endpoint(service, number, key, index == 0, links, context)))];
        int atCreate = context.TakesSeveralNetworks ? endpoints.Length : 1;
        var first = new Dictionary<string, EndpointSettings>(StringComparer.Ordinal);
        foreach (MappedEndpoint endpoint in endpoints.Take(atCreate))
        {
            first[endpoint.NetworkName] = endpoint.Settings;
        }

        return new NetworkingMapping(endpoints[0].NetworkName, first, endpoints[atCreate..], [.. endpoints.Select(endpoint => endpoint.NetworkName)], links);
    }

    private static string NetworkName(string key, MappingContext context) =>
        context.Project.Networks.TryGetValue(key, out ComposeNetwork? network) ? network.Name : throw new ArgumentException($"The project has no network '{key}'.", nameof(key));

    private static EndpointSettings Endpoint(ComposeService service, int number, string key, bool isMain, IReadOnlyList<string> links, MappingContext context)
    {
        ComposeServiceNetwork? network = service.Networks.GetValueOrDefault(key);
        var settings = new EndpointSettings
        {
            Aliases = [context.ContainerName(service, number), service.Name, .. network?.Aliases ?? []],
            Links = [.. links],
            MacAddress = network?.MacAddress is { Length: > 0 } mac ? mac : isMain ? service.MacAddress ?? string.Empty : string.Empty,
        };
        if (network is null)
        {
            return settings;
        }

        settings.IPAMConfig = new EndpointIPAMConfig
        {
            IPv4Address = network.Ipv4Address ?? string.Empty,
            IPv6Address = network.Ipv6Address ?? string.Empty,
            LinkLocalIPs = network.LinkLocalIps.Count == 0 ? null : [.. network.LinkLocalIps],
        };
        settings.IPAddress = network.Ipv4Address ?? string.Empty;
        settings.IPv6Gateway = network.Ipv6Address ?? string.Empty;
        settings.GwPriority = network.GatewayPriority;
        if (network.DriverOpts.Count > 0 || network.InterfaceName is { Length: > 0 })
        {
            Dictionary<string, string> options = network.DriverOpts.ToDictionary(StringComparer.Ordinal);
            if (network.InterfaceName is { Length: > 0 } interfaceName)
            {
                options[InterfaceNameOption] = interfaceName;
            }

            settings.DriverOpts = options;
        }

        return settings;
    }

    private static List<string> Links(ComposeService service, int number, MappingContext context)
    {
        List<string> links = [];
        foreach (string link in service.Links)
        {
            string[] parts = link.Split(':');
            string name = parts[0];
            string alias = parts.Length == 2 ? parts[1] : name;
            if (!context.Project.Services.TryGetValue(name, out ComposeService? target))
            {
                continue; // The loader has refused a link to a service that is not there.
            }

            for (int i = 1; i <= ResourceNames.Replicas(target); i++)
            {
                string container = context.ContainerName(target, i);
                links.Add($"{container}:{alias}");
                links.Add(string.Create(CultureInfo.InvariantCulture, $"{container}:{name}-{number}"));
                links.Add(string.Create(CultureInfo.InvariantCulture, $"{container}:{context.Project.Name}-{name}-{number}"));
            }
        }

        foreach (string link in service.ExternalLinks)
        {
            int separator = link.IndexOf(':', StringComparison.Ordinal);
            links.Add(separator < 0 ? $"{link}:{link}" : link);
        }

        return links;
    }
}
