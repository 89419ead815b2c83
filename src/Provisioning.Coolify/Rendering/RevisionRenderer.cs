using System.Security.Cryptography;
using Provisioning.Compose;

namespace Provisioning.Coolify.Rendering;

/// <summary>From a request to what is sent to Coolify. Asks nobody and changes nothing; everything that is wrong with the request is told here, at once.</summary>
internal sealed class RevisionRenderer(CoolifyProviderOptions options, TimeProvider timeProvider)
{
    private const int SaltBytes = 16;

    public static string NewSalt() => RandomNumberGenerator.GetHexString(2 * SaltBytes, lowercase: true);

    /// <exception cref="TemplateException">The template, its values or what Coolify can carry out. Names every problem.</exception>
    public CoolifyRevision Render(ProvisionRequest request, string salt)
    {
        var resolveOptions = new TemplateResolveOptions
        {
            Request = request,
            RevisionSalt = SaltOf(salt),
            GenerateSecrets = false, // They could not be read back.
            Policy = options.Policy,
            TimeProvider = timeProvider,
        };
        ResolvedTemplate template = TemplateResolver.Resolve(resolveOptions);
        PublicAddress? address = PublicAddress.Find(request, template, options.DomainPattern);
        List<IdentityEndpoint> endpoints = [.. EndpointResolver.Resolve(template, (service, port) => address is not null && address.ServiceName == service && address.Port == port ? address.Endpoint : null)
            .Select(static resolved => resolved.Endpoint)
            .Select(static endpoint => new IdentityEndpoint(endpoint.Name, endpoint.ServiceName, endpoint.Scope, endpoint.Url.OriginalString))];
        string compose;
        CoolifyVariable[] variables = [];
        if (options.SecretPlacement == CoolifySecretPlacement.Inline)
        {
            compose = CoolifyComposeWriter.Write(template);
        }
        else
        {
            CoolifyCompose written = CoolifyComposeWriter.WriteWithVariables(template, resolveOptions);
            compose = written.Text;
            variables =
            [
                .. written.Variables.OrderBy(static variable => variable.Key, StringComparer.Ordinal).Select(static variable => new CoolifyVariable
                {
                    Key = variable.Key,
                    Value = variable.Value,
                    IsMultiline = variable.Value.Reveal().Contains('\n', StringComparison.Ordinal),
                }),
            ];
        }

        return new CoolifyRevision
        {
            Template = template,
            Salt = salt,
            Compose = compose,
            Variables = variables,
            Urls = address is null ? [] : [new CoolifyServiceUrl { Name = address.ServiceName, Addresses = address.CoolifyUrl }],
            Services = [.. template.Project.Services.Values.OrderBy(static service => service.Name, StringComparer.Ordinal).Select(service => new IdentityService(service.Name, HasHealthCheck(service), IsJob(template.Project, service)))],
            Endpoints = endpoints,
        };
    }

    // Coolify shows 'unknown' for a check that is written in the image, so only those of the template are expected.
    private static bool HasHealthCheck(ComposeService service) => service.HealthCheck is { Disable: false, Test: { } test } && test is not (["NONE", ..] or []);

    // Coolify counts nothing of a service with restart: "no", and cannot say with what code it exited.
    private static bool IsJob(ComposeProject project, ComposeService service) =>
        service.Restart is null or "" or "no"
        && project.Services.Values.Any(other => other.DependsOn.TryGetValue(service.Name, out ComposeDependency? dependency) && dependency.Condition == "service_completed_successfully");

    private static byte[] SaltOf(string salt)
    {
        try
        {
            byte[] bytes = Convert.FromHexString(salt);
            return bytes.Length >= SaltBytes ? bytes : [.. bytes, .. new byte[SaltBytes]];
        }
        catch (FormatException)
        {
            return SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(salt));
        }
    }
}
