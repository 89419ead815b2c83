using Provisioning.Compose;

namespace Provisioning.Testing;

/// <summary>The one place where the in-memory provider reads a template: it is resolved and checked as for every other backend.</summary>
internal static class InMemoryTemplateReader
{
    // Nothing of it leaves the process, so there is nobody to guess at it.
    private static readonly byte[] Salt = new byte[16];

    /// <summary>Fills the template: values come from the request, then from what is stored, then are generated, then are the default.</summary>
    public static InMemoryStack Read(ProvisionRequest request, InMemoryStack? stored, InMemoryProviderOptions options, TimeProvider timeProvider)
    {
        ResolvedTemplate resolved = TemplateResolver.Resolve(new TemplateResolveOptions
        {
            Request = request,
            RevisionSalt = Salt,
            StoredSecrets = stored?.Secrets ?? new Dictionary<string, Secret>(StringComparer.Ordinal),
            StoredVariables = stored?.Variables ?? new Dictionary<string, string>(StringComparer.Ordinal),
            WorkingDirectory = "/memory/" + request.ProjectId,
            Policy = options.Policy,
            TimeProvider = timeProvider,
        });
        ComposeProject project = resolved.FullProject;
        return new InMemoryStack(
            request.Template.Name,
            resolved.Manifest.Version,
            Order([.. project.Services.Values.Select(service => ToService(service, project))]),
            [.. project.Volumes.Keys.Order(StringComparer.Ordinal)],
            [.. resolved.Manifest.Endpoints.OrderBy(endpoint => endpoint.Name, StringComparer.Ordinal).Select(endpoint => ToEndpoint(endpoint, resolved))],
            resolved.StoredVariables,
            resolved.StoredSecrets);
    }

    private static InMemoryStackService ToService(ComposeService service, ComposeProject project) => new(
        service.Name,
        service.Image,
        ComposeConfigHash.Service(service),
        service.Environment.Where(entry => entry.Value is not null).ToDictionary(entry => entry.Key, entry => entry.Value!, StringComparer.Ordinal),
        [.. service.DependsOn.Keys.Where(project.Services.ContainsKey)],
        [.. service.Ports.Select(port => port.Target).Distinct()],
        service.HealthCheck is { Disable: false, Test: not ["NONE", ..] });

    private static InMemoryStackEndpoint ToEndpoint(TemplateEndpoint endpoint, ResolvedTemplate resolved) => new(
        endpoint.Name,
        endpoint.ServiceName,
        endpoint.Port,
        ComposeInterpolation.Substitute(
            endpoint.AddressTemplate ?? $"{endpoint.Scheme}://{{host}}:{{port}}{endpoint.Path}",
            name => resolved.Secrets.ContainsKey(name) ? Secret.Mask : resolved.Variables.GetValueOrDefault(name)));

    // The resolver has refused cycles.
    private static List<InMemoryStackService> Order(List<InMemoryStackService> services)
    {
        var ordered = new List<InMemoryStackService>();
        while (ordered.Count < services.Count)
        {
            ordered.AddRange(services.Where(service => !ordered.Contains(service) && service.DependsOn.All(name => ordered.Exists(other => other.Name == name))).ToList());
        }

        return ordered;
    }
}
