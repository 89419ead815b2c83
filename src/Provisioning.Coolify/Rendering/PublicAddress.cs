using Provisioning.Compose;

namespace Provisioning.Coolify.Rendering;

/// <summary>The one public address of a project: the domain of its request, or the provider's pattern, and the endpoint that it leads to.</summary>
internal sealed record PublicAddress(string Scheme, string Host, string ServiceName, int Port)
{
    private const string ProjectPlaceholder = "{project}";

    /// <summary>Gets the address as Coolify takes it: its port is the container's.</summary>
    public string CoolifyUrl => FormattableString.Invariant($"{Scheme}://{Host}:{Port}");

    public EndpointAddress Endpoint => new() { Host = Host, Port = Scheme == Uri.UriSchemeHttps ? 443 : 80, Scope = EndpointScope.Public, IsTls = Scheme == Uri.UriSchemeHttps };

    /// <summary>Finds it; <see langword="null"/> when the project has no domain, or no endpoint that speaks HTTP.</summary>
    /// <remarks>A proxy leads a domain to one port of one service: the first endpoint of the template that speaks HTTP.</remarks>
    public static PublicAddress? Find(ProvisionRequest request, ResolvedTemplate template, string? domainPattern)
    {
        string? address = request.Domain is { } domain ? "https://" + domain : domainPattern?.Replace(ProjectPlaceholder, request.ProjectId.Value, StringComparison.Ordinal);
        if (address is null || !Uri.TryCreate(address.Contains("://", StringComparison.Ordinal) ? address : "https://" + address, UriKind.Absolute, out Uri? uri))
        {
            return null;
        }

        TemplateEndpoint? endpoint = template.Manifest.Endpoints.FirstOrDefault(endpoint => SpeaksHttp(endpoint) && template.Project.Services.ContainsKey(endpoint.ServiceName));
        if (endpoint is not null)
        {
            return new PublicAddress(uri.Scheme, uri.Host, endpoint.ServiceName, endpoint.Port);
        }

        if (template.Manifest.Endpoints.Count > 0)
        {
            return null;
        }

        (ComposeService? service, ComposePort? port) = template.Project.Services.Values
            .SelectMany(static service => service.Ports.Select(port => (service, port)))
            .FirstOrDefault(static item => item.port.AppProtocol is "http" or "https");
        return service is null || port is null ? null : new PublicAddress(uri.Scheme, uri.Host, service.Name, port.Target);
    }

    private static bool SpeaksHttp(TemplateEndpoint endpoint) => endpoint.AddressTemplate is { } text
        ? text.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || text.StartsWith("https://", StringComparison.OrdinalIgnoreCase)
        : endpoint.Scheme is "http" or "https" or "ws" or "wss";
}
