using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Provisioning.Local.Engine;

namespace Provisioning.Local.Tests.RealEngine;

[Collection(RealEngineCollection.Name)]
public sealed class EngineTlsTests(RealEngineFixture engine) : IDisposable
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UtcNow;

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("l1-tls-");
    private readonly X509Certificate2 _ca = TlsProxy.Authority("CA of the test");

    public void Dispose()
    {
        _directory.Delete(recursive: true);
        _ca.Dispose();
    }

    [Fact]
    public async Task The_right_authority_and_client_certificate_are_accepted()
    {
        using var server = TlsProxy.Issue(_ca, "localhost", Now.AddDays(-1), Now.AddDays(1));
        using var client = TlsProxy.Issue(_ca, "client", Now.AddDays(-1), Now.AddDays(1));
        await using var proxy = new TlsProxy(engine.Endpoint.SocketPath!, server, clientAuthority: _ca);
        Write("ca.pem", _ca.ExportCertificatePem());
        Write("cert.pem", client.ExportCertificatePem());
        Write("key.pem", client.GetRSAPrivateKey()!.ExportPkcs8PrivateKeyPem());

        foreach (var host in (string[])["localhost", "127.0.0.1"])
        {
            using var docker = Connect(host, proxy.Port);

            Assert.Equal((await engine.Client.GetInfoAsync(CancellationToken.None)).Version, (await docker.GetInfoAsync(CancellationToken.None)).Version);
            Assert.NotNull(await docker.InspectImageAsync(RealEngineFixture.Image, CancellationToken.None));
        }
    }

    [Fact]
    public async Task A_private_authority_that_was_not_named_is_refused()
    {
        using var server = TlsProxy.Issue(_ca, "localhost", Now.AddDays(-1), Now.AddDays(1));
        using var other = TlsProxy.Authority("CA of the test");
        Write("ca.pem", other.ExportCertificatePem());

        await RefusedAsync(server);
    }

    [Fact]
    public async Task A_private_authority_is_not_trusted_without_ca_pem()
    {
        using var server = TlsProxy.Issue(_ca, "localhost", Now.AddDays(-1), Now.AddDays(1));
        await using var proxy = new TlsProxy(engine.Endpoint.SocketPath!, server, clientAuthority: null);
        using var docker = new DockerEngineClient(new EngineEndpointResolver(Environment(null)).Resolve($"https://localhost:{proxy.Port}"));

        await Assert.ThrowsAsync<ProviderUnavailableException>(() => docker.GetInfoAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Another_host_an_expired_one_and_a_self_signed_one_are_refused()
    {
        Write("ca.pem", _ca.ExportCertificatePem());
        using var otherHost = TlsProxy.Issue(_ca, "other.example", Now.AddDays(-1), Now.AddDays(1), withAddress: false);
        await RefusedAsync(otherHost);
        using var expired = TlsProxy.Issue(_ca, "localhost", Now.AddDays(-3), Now.AddDays(-1));
        await RefusedAsync(expired);
        using var selfSigned = TlsProxy.Authority("localhost");
        await RefusedAsync(selfSigned);
    }

    [Fact]
    public async Task A_client_certificate_that_the_engine_wants_and_does_not_get_is_explained()
    {
        Write("ca.pem", _ca.ExportCertificatePem());
        using var server = TlsProxy.Issue(_ca, "localhost", Now.AddDays(-1), Now.AddDays(1));

        await using var proxy = new TlsProxy(engine.Endpoint.SocketPath!, server, _ca);
        using var docker = Connect("localhost", proxy.Port);

        var exception = await Assert.ThrowsAsync<ProviderUnavailableException>(() => docker.GetInfoAsync(CancellationToken.None));

        Assert.Contains("client certificate", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Files_that_are_missing_or_broken_are_named()
    {
        Assert.Contains("none of ca.pem", Fails(), StringComparison.Ordinal);
        Write("cert.pem", _ca.ExportCertificatePem());
        Assert.Contains("no key.pem", Fails(), StringComparison.Ordinal);
        Write("key.pem", "not a key");
        Assert.Contains("cannot be read", Fails(), StringComparison.Ordinal);
        File.Delete(Path.Combine(_directory.FullName, "cert.pem"));
        File.Delete(Path.Combine(_directory.FullName, "key.pem"));
        Write("ca.pem", "nothing");
        Assert.Contains("ca.pem", Fails(), StringComparison.Ordinal);

        string Fails() => Assert.Throws<ProviderUnavailableException>(() => Connect("localhost", 1)).Message;
    }

    [Fact]
    public async Task Nobody_there_and_no_TLS_there_are_explained()
    {
        Write("ca.pem", _ca.ExportCertificatePem());
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        using var nobody = Connect("127.0.0.1", port);
        Assert.Contains("refused the connection", (await Assert.ThrowsAsync<ProviderUnavailableException>(() => nobody.GetInfoAsync(CancellationToken.None))).Message, StringComparison.Ordinal);

        var directory = Directory.CreateTempSubdirectory("l1-sock-");
        var path = Path.Combine(directory.FullName, "d.sock");
        using var missing = new DockerEngineClient(new EngineEndpointResolver(Environment(null)).Resolve("unix://" + path));
        Assert.Contains("does not exist", (await Assert.ThrowsAsync<ProviderUnavailableException>(() => missing.GetInfoAsync(CancellationToken.None))).Message, StringComparison.Ordinal);
        using (var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            socket.Bind(new UnixDomainSocketEndPoint(path));
            Assert.Contains("nothing listens", (await Assert.ThrowsAsync<ProviderUnavailableException>(() => missing.GetInfoAsync(CancellationToken.None))).Message, StringComparison.Ordinal);
        }

        directory.Delete(recursive: true);
    }

    private async Task RefusedAsync(X509Certificate2 server)
    {
        await using var proxy = new TlsProxy(engine.Endpoint.SocketPath!, server, clientAuthority: null);
        using var docker = Connect("localhost", proxy.Port);

        var exception = await Assert.ThrowsAsync<ProviderUnavailableException>(() => docker.GetInfoAsync(CancellationToken.None));

        Assert.Contains("TLS connection", exception.Message, StringComparison.Ordinal);
        Assert.False(exception.IsTransient);
    }

    private DockerEngineClient Connect(string host, int port) => new(new EngineEndpointResolver(Environment(_directory.FullName)).Resolve($"tcp://{host}:{port}"));

    private EngineEnvironment Environment(string? certificates) => new()
    {
        GetVariable = name => name switch { "DOCKER_CERT_PATH" => certificates, "DOCKER_TLS_VERIFY" => certificates is null ? null : "1", _ => null },
        HomeDirectory = _directory.FullName,
    };

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_directory.FullName, name), text);
}
