using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Provisioning.Compose;

/// <summary>Makes the endpoints of a project from what its template declares and what the backend has published.</summary>
/// <remarks>
/// A template that declares no endpoints gets one for each published port, named <c>&lt;service&gt;</c>, or <c>&lt;service&gt;-&lt;port&gt;</c> where the service publishes several.
/// Its scheme is the port's <c>app_protocol</c>, else its protocol (<c>tcp</c>, <c>udp</c>): what speaks behind a port is not guessed from its number.
/// </remarks>
public static partial class EndpointResolver
{
    /// <summary>Makes the endpoints.</summary>
    /// <param name="template">The resolved template.</param>
    /// <param name="findAddress">
    /// Returns where a port of a service (service, port in the container) is reached, or <see langword="null"/> when it is not published.
    /// The endpoint then has the scope <see cref="EndpointScope.Internal"/>, and the service's name as host.
    /// </param>
    /// <returns>The endpoints in the order of their names.</returns>
    /// <exception cref="TemplateException">A declared address is not one once it is filled in. Holds every such problem.</exception>
    public static IReadOnlyList<ResolvedEndpoint> Resolve(ResolvedTemplate template, Func<string, int, EndpointAddress?> findAddress)
    {
        ArgumentNullException.ThrowIfNull(template);
        ArgumentNullException.ThrowIfNull(findAddress);
        IEnumerable<TemplateEndpoint> declared = template.Manifest.Endpoints.Count > 0
            ? template.Manifest.Endpoints.Where(endpoint => template.Project.Services.ContainsKey(endpoint.ServiceName))
            : Undeclared(template.Project);
        List<ResolvedEndpoint> endpoints = [];
        List<TemplateProblem> problems = [];
        foreach (TemplateEndpoint endpoint in declared)
        {
            bool isDeclared = template.Manifest.Endpoints.Count > 0;
            EndpointAddress? address = findAddress(endpoint.ServiceName, endpoint.Port);
            if (address is null && !isDeclared)
            {
                continue;
            }

            Make(template, endpoint, address, endpoints, problems);
        }

        return problems.Count == 0
            ? [.. endpoints.OrderBy(endpoint => endpoint.Endpoint.Name, StringComparer.Ordinal)]
            : throw new TemplateException(problems);
    }

    private static IEnumerable<TemplateEndpoint> Undeclared(ComposeProject project)
    {
        foreach (ComposeService service in project.Services.Values)
        {
            ComposePort[] ports = [.. service.Ports.DistinctBy(port => (port.Target, port.Protocol))];
            bool several = ports.DistinctBy(port => port.Target).Skip(1).Any();
            foreach (ComposePort port in ports.DistinctBy(port => port.Target))
            {
                yield return new TemplateEndpoint
                {
                    Name = several ? string.Create(CultureInfo.InvariantCulture, $"{service.Name}-{port.Target}") : service.Name,
                    ServiceName = service.Name,
                    Port = port.Target,
                    Scheme = port.AppProtocol is { Length: > 0 } scheme && SchemePattern().IsMatch(scheme) ? scheme : port.Protocol,
                };
            }
        }
    }

    private static void Make(ResolvedTemplate template, TemplateEndpoint endpoint, EndpointAddress? address, List<ResolvedEndpoint> endpoints, List<TemplateProblem> problems)
    {
        string hostName = address?.Host ?? endpoint.ServiceName;
        string host = hostName.Contains(':', StringComparison.Ordinal) && !hostName.StartsWith('[') ? $"[{hostName}]" : hostName;
        int port = address?.Port ?? endpoint.Port;
        bool hasSecret = false;
        string shown;
        string full;
        try
        {
            shown = Fill(template, endpoint, address, host, port, secret =>
            {
                hasSecret = true;
                return Secret.Mask;
            });
            full = Fill(template, endpoint, address, host, port, secret => Uri.EscapeDataString(secret.Reveal()));
        }
        catch (ComposeInterpolationException exception)
        {
            problems.Add(Problem(endpoint, exception.Message));
            return;
        }

        if (!Uri.TryCreate(shown, UriKind.Absolute, out Uri? url) || !Uri.TryCreate(full, UriKind.Absolute, out _))
        {
            problems.Add(Problem(endpoint, $"'{shown}' is not an absolute address. Write it as scheme://{{host}}:{{port}}/path."));
            return;
        }

        endpoints.Add(new ResolvedEndpoint(
            new ProjectEndpoint { Name = endpoint.Name, Url = url, ServiceName = endpoint.ServiceName, Scope = address?.Scope ?? EndpointScope.Internal },
            new Secret(full))
        {
            HasSecret = hasSecret,
        });
    }

    private static TemplateProblem Problem(TemplateEndpoint endpoint, string message) => new()
    {
        Code = "endpoint_invalid",
        Message = message,
        File = endpoint.Location?.File,
        Line = endpoint.Location?.Line ?? 0,
        Column = endpoint.Location?.Column ?? 0,
        Path = $"x-provisioning.endpoints.{endpoint.Name}.url",
    };

    private static string Fill(ResolvedTemplate template, TemplateEndpoint endpoint, EndpointAddress? address, string host, int port, Func<Secret, string> reveal)
    {
        if (endpoint.AddressTemplate is not { } text)
        {
            string scheme = address?.IsTls != true ? endpoint.Scheme : endpoint.Scheme switch { "http" => "https", "ws" => "wss", _ => endpoint.Scheme };
            return string.Create(CultureInfo.InvariantCulture, $"{scheme}://{host}:{port}{Substitute(template, endpoint.Path ?? string.Empty, reveal)}");
        }

        // `{host}` and `{port}` are put in first: neither holds a `$`, and a value that holds `{host}` must stay as it is. `${host}` is a variable.
        var filled = new StringBuilder();
        int last = 0;
        foreach (Match match in PlaceholderPattern().Matches(text))
        {
            filled.Append(text, last, match.Index - last).Append(match.Value == "{host}" ? host : port.ToString(CultureInfo.InvariantCulture));
            last = match.Index + match.Length;
        }

        filled.Append(text, last, text.Length - last);
        return Substitute(template, filled.ToString(), reveal);
    }

    private static string Substitute(ResolvedTemplate template, string text, Func<Secret, string> reveal)
    {
        List<string> unset = [];
        string result = !text.Contains('$', StringComparison.Ordinal)
            ? text
            : ComposeInterpolation.Substitute(
                text,
                name => template.Secrets.TryGetValue(name, out Secret? secret) ? reveal(secret) : template.Variables.GetValueOrDefault(name),
                unset.Add);
        return unset.Count == 0 ? result : throw new ComposeInterpolationException($"The variable {string.Join(", ", unset)} has no value.");
    }

    [GeneratedRegex(@"(?<!\$)\{(host|port)\}", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PlaceholderPattern();

    [GeneratedRegex(@"\A[A-Za-z][A-Za-z0-9+.-]*\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SchemePattern();
}
