namespace Provisioning.AspNetCore;

internal sealed record EndpointDocument(string Name, string Url, string Service, string Scope)
{
    // OriginalString: a URL in which *** stands for a secret must not be escaped into something else.
    public static EndpointDocument From(ProjectEndpoint endpoint) => new(endpoint.Name, endpoint.Url.OriginalString, endpoint.ServiceName, Names.Of(endpoint.Scope));
}
