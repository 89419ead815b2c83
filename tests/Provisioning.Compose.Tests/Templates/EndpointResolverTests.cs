namespace Provisioning.Compose.Tests.Templates;

public sealed class EndpointResolverTests
{
    private const string Stack = """
        services:
          gateway: { image: nginx, ports: [ 8000 ] }
          db: { image: postgres, ports: [ 5432 ] }
          hidden: { image: nginx }
        x-provisioning:
          secrets: { DB_PASSWORD: {} }
          variables: { DB_NAME: postgres }
          endpoints:
            api: { service: gateway, port: 8000 }
            realtime: { service: gateway, port: 8000, scheme: ws, path: "/realtime/${DB_NAME}" }
            db: { service: db, port: 5432, url: "postgresql://postgres:${DB_PASSWORD}@{host}:{port}/${DB_NAME}" }
            inside: { service: hidden, port: 9000 }
        """;

    [Fact]
    public void Declared_endpoints_have_their_address_scope_and_hidden_secrets()
    {
        IReadOnlyList<ResolvedEndpoint> endpoints = Resolve(Stack, "p@ss/word:1", (service, port) => service == "hidden" ? null : new EndpointAddress { Host = "127.0.0.1", Port = port + 30_000 });
        Assert.Equal(
            [
                ("api", "http://127.0.0.1:38000/", EndpointScope.Host),
                ("db", "postgresql://postgres:***@127.0.0.1:35432/postgres", EndpointScope.Host),
                ("inside", "http://hidden:9000/", EndpointScope.Internal),
                ("realtime", "ws://127.0.0.1:38000/realtime/postgres", EndpointScope.Host),
            ],
            endpoints.Select(endpoint => (endpoint.Endpoint.Name, endpoint.Endpoint.Url.ToString(), endpoint.Endpoint.Scope)));
        ResolvedEndpoint db = endpoints[1];
        Assert.True(db.HasSecret);
        Assert.False(endpoints[0].HasSecret);
        Assert.Equal("postgresql://postgres:p%40ss%2Fword%3A1@127.0.0.1:35432/postgres", db.Reveal());
        Assert.Equal("127.0.0.1", new Uri(db.Reveal()).Host);
        Assert.DoesNotContain("p@ss", db.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("p%40ss", db.Endpoint.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_public_address_behind_TLS_changes_the_scheme()
    {
        IReadOnlyList<ResolvedEndpoint> endpoints = Resolve(Stack, "x", (service, _) => service == "gateway" ? new EndpointAddress { Host = "acme.example.com", Port = 443, Scope = EndpointScope.Public, IsTls = true } : null);
        Assert.Equal(("https://acme.example.com/", EndpointScope.Public), (endpoints[0].Endpoint.Url.ToString(), endpoints[0].Endpoint.Scope));
        Assert.Equal("wss://acme.example.com/realtime/postgres", endpoints[3].Endpoint.Url.ToString());
    }

    [Fact]
    public void An_IPv6_address_gets_its_brackets() =>
        Assert.Equal("http://[::1]:8000/", Resolve(Stack, "x", (_, port) => new EndpointAddress { Host = "::1", Port = port })[0].Endpoint.Url.ToString());

    [Fact]
    public void A_value_with_placeholders_stays_a_value() =>
        Assert.Equal("postgresql://postgres:%7Bhost%7D%24%7BDB_NAME%7D@127.0.0.1:5432/postgres", Resolve(Stack, "{host}${DB_NAME}", (_, port) => new EndpointAddress { Host = "127.0.0.1", Port = port })[1].Reveal());

    [Fact]
    public void Without_declared_endpoints_each_published_port_is_one()
    {
        IReadOnlyList<ResolvedEndpoint> endpoints = Resolve("""
            services:
              web: { image: nginx, ports: [ 80 ] }
              dns: { image: x, ports: [ "53/udp", "8080:8080", { target: 443, app_protocol: https }, "9000" ] }
            """, null, (_, port) => port == 9000 ? null : new EndpointAddress { Host = "127.0.0.1", Port = port });
        Assert.Equal(
            ["dns-443: https://127.0.0.1/", "dns-53: udp://127.0.0.1:53", "dns-8080: tcp://127.0.0.1:8080", "web: tcp://127.0.0.1:80"],
            endpoints.Select(endpoint => endpoint.ToString().TrimEnd('/')).Select(text => text.EndsWith("https://127.0.0.1", StringComparison.Ordinal) ? text + "/" : text));
    }

    [Fact]
    public void An_endpoint_of_a_service_that_no_profile_enables_is_left_out() =>
        Assert.Empty(Resolve("services: { a: { image: x }, b: { image: x, profiles: [p] } }\nx-provisioning: { endpoints: { e: { service: b, port: 80 } } }", null, (_, _) => null));

    [Theory]
    [InlineData("no address {host}")]
    [InlineData("//{host}:{port}")]
    public void What_is_not_an_address_is_a_problem_with_its_place(string url)
    {
        string compose = $"services: {{ a: {{ image: x }} }}\nx-provisioning: {{ endpoints: {{ e: {{ service: a, port: 80, url: '{url}' }} }} }}";
        TemplateProblem problem = Assert.Single(Assert.Throws<TemplateException>(() => Resolve(compose, null, (_, _) => null)).Problems);
        Assert.Equal(("endpoint_invalid", "x-provisioning.endpoints.e.url", 2), (problem.Code, problem.Path, problem.Line));
    }

    private static IReadOnlyList<ResolvedEndpoint> Resolve(string compose, string? password, Func<string, int, EndpointAddress?> find) =>
        EndpointResolver.Resolve(TemplateResolver.Resolve(Given.Options(Given.Template(compose), secrets: password is null ? null : new() { ["DB_PASSWORD"] = password })), find);
}
