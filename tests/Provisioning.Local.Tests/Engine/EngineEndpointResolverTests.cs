using System.Security.Cryptography;
using System.Text;
using Provisioning.Local.Engine;

namespace Provisioning.Local.Tests.Engine;

public sealed class EngineEndpointResolverTests : IDisposable
{
    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("l1-home-");
    private readonly Dictionary<string, string> _variables = new(StringComparer.Ordinal);

    public void Dispose() => _home.Delete(recursive: true);

    [Fact]
    public void Without_a_word_from_anybody_it_is_the_default_socket()
    {
        Assert.Equal("unix:///var/run/docker.sock (the default)", Resolve().ToString());
        Assert.Equal("npipe://./pipe/docker_engine (the default)", Resolve(isWindows: true).ToString());
    }

    [Fact]
    public void The_option_wins_over_the_variable_and_that_over_the_context()
    {
        WriteContext("remote", "tcp://10.0.0.3:2375");
        WriteConfig("""{"currentContext":"remote"}""");
        Assert.Equal("tcp://10.0.0.3:2375/ (the docker context 'remote')", Resolve().ToString());

        WriteContext("other", "tcp://10.0.0.4:2375");
        _variables["DOCKER_CONTEXT"] = "other";
        Assert.Equal("tcp://10.0.0.4:2375/", Resolve().Uri.ToString());

        _variables["DOCKER_HOST"] = "tcp://10.0.0.2:2375";
        Assert.Equal("tcp://10.0.0.2:2375/ (DOCKER_HOST)", Resolve().ToString());
        Assert.Equal("unix:///x.sock (the configured endpoint)", Resolve("unix:///x.sock").ToString());
    }

    [Theory]
    [InlineData("unix:///run/user/1000/docker.sock", "unix:///run/user/1000/docker.sock", "http://docker/")]
    [InlineData("unix://", "unix:///var/run/docker.sock", "http://docker/")]
    [InlineData("tcp://engine", "tcp://engine:2375/", "http://engine:2375/")]
    [InlineData("tcp://:4243", "tcp://localhost:4243/", "http://localhost:4243/")]
    [InlineData("tcp://[::1]:2375", "tcp://[::1]:2375/", "http://[::1]:2375/")]
    [InlineData("engine:2375", "tcp://engine:2375/", "http://engine:2375/")]
    [InlineData("http://engine/docker", "http://engine/docker/", "http://engine/docker/")]
    [InlineData("https://engine:8443", "https://engine:8443/", "https://engine:8443/")]
    [InlineData("tcp://engine:80", "tcp://engine:80/", "http://engine/")]
    public void Addresses_are_read_as_Docker_reads_them(string host, string shown, string requests)
    {
        var endpoint = Resolve(host);

        Assert.Equal((shown, requests), (endpoint.Uri.ToString(), endpoint.BaseUri.ToString()));
    }

    [Fact]
    public void TLS_is_used_when_asked_for_on_its_own_port()
    {
        _variables["DOCKER_HOST"] = "tcp://engine";
        _variables["DOCKER_TLS_VERIFY"] = "1";
        _variables["DOCKER_CERT_PATH"] = "/certs";

        var endpoint = Resolve();

        Assert.Equal(("https://engine:2376/", "/certs", true), (endpoint.BaseUri.ToString(), endpoint.CertificateDirectory, endpoint.UsesTls));
    }

    [Fact]
    public void A_context_brings_its_own_certificates()
    {
        WriteContext("remote", "tcp://10.0.0.3:2376", withTls: true);
        _variables["DOCKER_CONTEXT"] = "remote";

        Assert.True(Resolve().UsesTls);
        Assert.StartsWith(_home.FullName, Resolve().CertificateDirectory, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ssh://me@host", "ssh")]
    [InlineData("fd://", "scheme 'fd'")]
    [InlineData("unix://relative/x.sock", "three slashes")]
    [InlineData("npipe:////./pipe/docker_engine", "only Windows")]
    [InlineData("tcp://", "not an address")]
    [InlineData("tcp://host:99999", "not an address")]
    [InlineData("tcp://host:2375?x=1", "not an address")]
    [InlineData("tcp://user:hunter2@host:2375", "user name or a password")]
    [InlineData("unix:///a/very/long/path/that/no/system/would/accept/as/the/path/of/a/unix/domain/socket/because/it/has/so/many/characters.sock", "longer than")]
    public void What_cannot_be_used_is_refused_with_its_reason(string host, string reason)
    {
        _variables["DOCKER_HOST"] = host;

        var exception = Assert.Throws<ProviderUnavailableException>(() => Resolve());

        Assert.Contains(reason, exception.Message, StringComparison.Ordinal);
        Assert.Contains("DOCKER_HOST", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", exception.ToString(), StringComparison.Ordinal);
        Assert.False(exception.IsTransient);
    }

    [Fact]
    public void A_context_that_is_missing_broken_or_insecure_is_refused()
    {
        _variables["DOCKER_CONTEXT"] = "nowhere";
        Assert.Contains("'nowhere', named by DOCKER_CONTEXT, does not exist", Fails(), StringComparison.Ordinal);

        WriteContext("insecure", "tcp://10.0.0.3:2376", withTls: true, skipVerify: true);
        _variables["DOCKER_CONTEXT"] = "insecure";
        Assert.Contains("skip the verification", Fails(), StringComparison.Ordinal);

        _variables.Clear();
        WriteConfig("""{"currentContext":"x", "auths": {"r": {"auth": "c2VjcmV0OnNlY3JldA==" oops}}}""");
        var message = Fails();
        Assert.Contains("not valid JSON", message, StringComparison.Ordinal);
        Assert.DoesNotContain("c2Vj", message, StringComparison.Ordinal);

        string Fails() => Assert.Throws<ProviderUnavailableException>(() => Resolve()).ToString();
    }

    [Theory]
    [InlineData("docker.io", "me", "p:w")]
    [InlineData("ghcr.io", "you", "tok")]
    [InlineData("localhost:5000", "lo", "zzz")]
    public void Credentials_are_found_by_the_registry(string registry, string user, string password)
    {
        WriteConfig($$$"""
            {"auths": {
              "https://index.docker.io/v1/": {"auth": "{{{Base64("me:p:w")}}}"},
              "ghcr.io": {"username": "you", "password": "tok"},
              "http://localhost:5000": {"auth": "{{{Base64("lo:zzz")}}}"},
              "empty.example": {}
            }, "credsStore": "desktop", "credHelpers": {"gcr.io": "gcloud"}}
            """);
        var configuration = new DockerCliConfiguration(Path.Combine(_home.FullName, ".docker"));

        var login = configuration.FindLogin(registry);

        Assert.Equal((user, password), (login.User, login.Password));
        Assert.DoesNotContain(password, login.ToString(), StringComparison.Ordinal);
        Assert.Equal("gcloud", configuration.FindLogin("gcr.io").Helper);
        Assert.Equal("desktop", configuration.FindLogin("empty.example").Helper);
        Assert.False(configuration.FindLogin("example.com").HasCredentials);
    }

    [Theory]
    [InlineData("busybox", "busybox", "latest", "docker.io")]
    [InlineData("postgres:17", "postgres", "17", "docker.io")]
    [InlineData("me/app:1", "me/app", "1", "docker.io")]
    [InlineData("ghcr.io/me/app", "ghcr.io/me/app", "latest", "ghcr.io")]
    [InlineData("localhost:5000/app", "localhost:5000/app", "latest", "localhost:5000")]
    [InlineData("localhost/app:2", "localhost/app", "2", "localhost")]
    [InlineData("index.docker.io/me/app", "index.docker.io/me/app", "latest", "docker.io")]
    [InlineData("app:1@sha256:abc", "app", "sha256:abc", "docker.io")]
    public void A_reference_is_taken_apart(string reference, string name, string tag, string registry)
    {
        var image = EngineImageReference.Parse(reference);

        Assert.Equal((name, tag, registry), (image.Name, image.TagOrDigest, image.Registry));
    }

    [Theory]
    [InlineData("a?all=1")]
    [InlineData("a/../../containers/x")]
    [InlineData("a b")]
    [InlineData("a#b")]
    [InlineData("a%2e")]
    [InlineData("/a")]
    [InlineData("a:")]
    [InlineData("@sha256:x")]
    public void A_reference_that_would_address_something_else_is_refused(string reference)
    {
        Assert.Throws<ArgumentException>(() => EngineImageReference.Parse(reference));
        Assert.Throws<ArgumentException>(() => EnginePath.Name(reference));
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private EngineEndpoint Resolve(string? endpoint = null, bool isWindows = false) =>
        new EngineEndpointResolver(new EngineEnvironment { GetVariable = _variables.GetValueOrDefault, HomeDirectory = _home.FullName, IsWindows = isWindows }).Resolve(endpoint);

    private void WriteConfig(string json)
    {
        Directory.CreateDirectory(Path.Combine(_home.FullName, ".docker"));
        File.WriteAllText(Path.Combine(_home.FullName, ".docker", "config.json"), json);
    }

    private void WriteContext(string name, string host, bool withTls = false, bool skipVerify = false)
    {
        var id = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)));
        var meta = Directory.CreateDirectory(Path.Combine(_home.FullName, ".docker", "contexts", "meta", id));
        File.WriteAllText(Path.Combine(meta.FullName, "meta.json"), $$$$"""{"Name":"{{{{name}}}}","Metadata":{},"Endpoints":{"docker":{"Host":"{{{{host}}}}","SkipTLSVerify":{{{{(skipVerify ? "true" : "false")}}}}}}}""");
        if (withTls)
        {
            Directory.CreateDirectory(Path.Combine(_home.FullName, ".docker", "contexts", "tls", id, "docker"));
        }
    }
}
