using System.Globalization;
using System.Security.Cryptography;
using Provisioning.Compose;
using Provisioning.Local.Mapping;
using Provisioning.Local.Storage;

namespace Provisioning.Local;

/// <summary>From a request, or from what is stored of one, to the template with its values in it. Changes nothing.</summary>
internal sealed class RevisionResolver(LocalBackend backend)
{
    private const int SaltBytes = 32;

    public static byte[] NewSalt() => RandomNumberGenerator.GetBytes(SaltBytes);

    public ResolvedTemplate Resolve(ProvisionRequest request, ProjectRecord? record, byte[] salt)
    {
        ResolvedTemplate resolved = TemplateResolver.Resolve(new TemplateResolveOptions
        {
            Request = request,
            RevisionSalt = salt,
            StoredSecrets = Secrets(record),
            StoredVariables = record?.Variables ?? [],
            WorkingDirectory = backend.Layout.TemplateFiles(request.ProjectId),
            Policy = backend.Options.Policy,
            TimeProvider = backend.TimeProvider,
        });

        // A wrong address must not come out only when everything runs.
        _ = EndpointResolver.Resolve(resolved, static (_, port) => new EndpointAddress { Host = "127.0.0.1", Port = port });
        RequirePublished(resolved);
        return resolved;
    }

    /// <summary>Where a port of a service is reached from this process; <see langword="null"/> when it is not published over TCP.</summary>
    public EndpointAddress? ProbeAddress(ResolvedTemplate resolved, string serviceName, int target, IReadOnlyDictionary<PortDemand, int> ports, string? engineHost) =>
        Address(resolved.Project, serviceName, target, ports, bindAddress => engineHost ?? Reachable(bindAddress), isTcp: true);

    /// <summary>The request that the record's revision was made from, as far as it is not in the stored values.</summary>
    public static ProvisionRequest StoredRequest(ProjectId projectId, ProjectRecord record) => new()
    {
        ProjectId = projectId,
        Template = record.Template!.ToTemplate(),
        Domain = record.Domain,
        Labels = record.Labels,
        Limits = record.Limits?.ToLimits(),
    };

    /// <summary>The record of a new revision.</summary>
    public ProjectRecord Accept(ProjectRecord record, ProvisionRequest request, ResolvedTemplate resolved, IReadOnlyDictionary<PortDemand, int> ports, string? engineHost)
    {
        bool isSame = record.RevisionDigest == resolved.RevisionDigest;

        // Only what was given or made: a template that changes a default, or a line of its .env, shall have its way.
        // A secret that this revision has no use for may be the one that its data needs when the template goes back.
        Dictionary<string, string> secrets = new(record.Secrets, StringComparer.Ordinal);
        foreach ((string name, Secret secret) in resolved.StoredSecrets)
        {
            secrets[name] = secret.Reveal();
        }

        return record with
        {
            Generation = isSame ? record.Generation : record.Generation + 1,
            RevisionDigest = resolved.RevisionDigest,
            TemplateVersion = resolved.Manifest.Version,
            Template = StoredTemplate.From(request.Template),
            Variables = resolved.StoredVariables.ToDictionary(StringComparer.Ordinal),
            Secrets = secrets,
            Domain = request.Domain,
            Labels = request.Labels.ToDictionary(StringComparer.Ordinal),
            Limits = StoredLimits.From(request.Limits),
            Services = [.. Services(resolved)],
            Endpoints = Endpoints(resolved, ports, engineHost),
        };
    }

    /// <summary>The endpoints with their secrets, for whoever may reveal them.</summary>
    public IReadOnlyList<ResolvedEndpoint> Resolve(ResolvedTemplate resolved, IReadOnlyDictionary<PortDemand, int> ports, string? engineHost) =>
        EndpointResolver.Resolve(resolved, (service, port) => Address(resolved.Project, service, port, ports, bindAddress => Host(bindAddress, engineHost), isTcp: false));

    public List<StoredEndpoint> Endpoints(ResolvedTemplate resolved, IReadOnlyDictionary<PortDemand, int> ports, string? engineHost) =>
    [
        .. Resolve(resolved, ports, engineHost).Select(endpoint => new StoredEndpoint
        {
            Name = endpoint.Endpoint.Name,
            Url = endpoint.Endpoint.Url.OriginalString,
            ServiceName = endpoint.Endpoint.ServiceName,
            Scope = endpoint.Endpoint.Scope,
        }),
    ];

    private static Dictionary<string, Secret> Secrets(ProjectRecord? record) =>
        (record?.Secrets ?? []).ToDictionary(entry => entry.Key, entry => new Secret(entry.Value), StringComparer.Ordinal);

    private static IEnumerable<StoredService> Services(ResolvedTemplate resolved)
    {
        foreach (ComposeService service in resolved.Project.Services.Values)
        {
            yield return new StoredService
            {
                Name = service.Name,
                Image = service.Image,
                Replicas = ResourceNames.Replicas(service),
                IsJob = DesiredService.CompletesOnce(resolved.Project, service),
                PreStop = [.. service.PreStop.Select(StoredHook.From)],
            };
        }
    }

    private EndpointAddress? Address(ComposeProject project, string serviceName, int target, IReadOnlyDictionary<PortDemand, int> ports, Func<string, string> host, bool isTcp)
    {
        if (!project.Services.TryGetValue(serviceName, out ComposeService? service))
        {
            return null;
        }

        PortDemand[] demands = [.. PortMapper.Demands(service)];
        foreach (ComposePort port in service.Ports.Where(port => port.Target == target && (!isTcp || port.Protocol == "tcp")).OrderBy(port => port.Protocol != "tcp"))
        {
            int? published = int.TryParse(port.Published, NumberStyles.None, CultureInfo.InvariantCulture, out int fixedPort) && fixedPort > 0
                ? fixedPort
                : Array.Find(demands, demand => demand.Target == target && demand.Protocol == port.Protocol && demand.Ordinal == 0) is { } demand && ports.TryGetValue(demand, out int leased)
                    ? leased
                    : null;
            if (published is { } number)
            {
                return new EndpointAddress { Host = host(port.HostIp is { Length: > 0 } given ? given : backend.Options.BindAddress), Port = number };
            }
        }

        return null;
    }

    // An address that means "every address" is none to connect to.
    private string Host(string bindAddress, string? engineHost) =>
        backend.Options.PublicHost is { Length: > 0 } host ? host
            : engineHost ?? Reachable(bindAddress);

    private static string Reachable(string bindAddress) => bindAddress is "0.0.0.0" or "::" or "[::]" ? "127.0.0.1" : bindAddress;

    // What can never be seen to answer must not come out only when everything runs.
    private static void RequirePublished(ResolvedTemplate resolved)
    {
        TemplateProblem[] problems =
        [
            .. EndpointWaiter.Asked(resolved)
                .Where(endpoint => !resolved.Project.Services[endpoint.ServiceName].Ports.Any(port => port.Target == endpoint.Port && port.Protocol == "tcp" && port.Published?.Contains('-', StringComparison.Ordinal) != true))
                .Select(endpoint => new TemplateProblem
                {
                    Code = "endpoint_not_published",
                    Message = $"Service '{endpoint.ServiceName}' does not publish its port {endpoint.Port.ToString(CultureInfo.InvariantCulture)} at one host port, so that it cannot be tried from outside. Add it to the service's 'ports', or leave 'ready' out.",
                    File = endpoint.Location?.File,
                    Line = endpoint.Location?.Line ?? 0,
                    Column = endpoint.Location?.Column ?? 0,
                    Path = $"x-provisioning.endpoints.{endpoint.Name}.ready",
                }),
        ];
        if (problems.Length > 0)
        {
            throw new TemplateException(problems);
        }
    }
}
