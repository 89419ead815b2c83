using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Provisioning.Coolify.Tests;

/// <summary>Real TLS over loopback, with certificates made for the test.</summary>
public sealed class CoolifyTlsTests : IDisposable
{
    private readonly X509Certificate2 _authority = Authority("Authority of the test");
    private readonly string _directory = Directory.CreateTempSubdirectory("coolify-tls-").FullName;

    [Fact]
    public async Task A_private_authority_is_trusted_when_it_is_given()
    {
        await using var server = new TlsServer(Certificate(_authority, "localhost"));
        using var host = new CoolifyHost(configure: options => options.CaCertificatePath = Pem(_authority), url: server.Url, fakeTime: false);

        Assert.Equal("4.3.11", (await host.Client.GetVersionAsync()).Text);
        Assert.Contains(CoolifyHost.Token, server.Received, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_private_authority_is_not_trusted_otherwise_and_the_token_is_not_sent()
    {
        await using var server = new TlsServer(Certificate(_authority, "localhost"));
        using var host = new CoolifyHost(url: server.Url, fakeTime: false);

        CoolifyApiException error = await Assert.ThrowsAsync<CoolifyApiException>(() => host.Client.GetVersionAsync());

        Assert.Equal(CoolifyErrorKind.TlsFailed, error.Kind);
        Assert.False(error.IsTransient);
        Assert.Contains("CaCertificatePath", error.Message, StringComparison.Ordinal);
        Assert.Empty(server.Received);
    }

    [Fact]
    public async Task Another_authority_is_not_trusted()
    {
        using X509Certificate2 other = Authority("Another");
        await using var server = new TlsServer(Certificate(_authority, "localhost"));
        using var host = new CoolifyHost(configure: options => options.CaCertificatePath = Pem(other), url: server.Url, fakeTime: false);

        CoolifyApiException error = await Assert.ThrowsAsync<CoolifyApiException>(() => host.Client.GetVersionAsync());

        Assert.Equal(CoolifyErrorKind.TlsFailed, error.Kind);
        Assert.Empty(server.Received);
    }

    [Fact]
    public async Task The_name_of_the_host_is_checked_with_a_private_authority_too()
    {
        await using var server = new TlsServer(Certificate(_authority, "elsewhere.example.com"));
        using var host = new CoolifyHost(configure: options => options.CaCertificatePath = Pem(_authority), url: server.Url, fakeTime: false);

        CoolifyApiException error = await Assert.ThrowsAsync<CoolifyApiException>(() => host.Client.GetVersionAsync());

        Assert.Equal(CoolifyErrorKind.TlsFailed, error.Kind);
        Assert.Empty(server.Received);
    }

    [Fact]
    public async Task A_certificate_that_is_over_is_not_trusted()
    {
        await using var server = new TlsServer(Certificate(_authority, "localhost", expired: true));
        using var host = new CoolifyHost(configure: options => options.CaCertificatePath = Pem(_authority), url: server.Url, fakeTime: false);

        CoolifyApiException error = await Assert.ThrowsAsync<CoolifyApiException>(() => host.Client.GetVersionAsync());

        Assert.Equal(CoolifyErrorKind.TlsFailed, error.Kind);
    }

    public void Dispose()
    {
        _authority.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    private static X509Certificate2 Authority(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddYears(-2), DateTimeOffset.UtcNow.AddYears(2));
    }

    private static X509Certificate2 Certificate(X509Certificate2 authority, string host, bool expired = false)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={host}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(host);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], critical: false));
        using X509Certificate2 signed = request.Create(authority, DateTimeOffset.UtcNow.AddYears(-1), expired ? DateTimeOffset.UtcNow.AddDays(-1) : DateTimeOffset.UtcNow.AddYears(1), RandomNumberGenerator.GetBytes(8));
        using X509Certificate2 withKey = signed.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pkcs12), password: null);
    }

    private string Pem(X509Certificate2 certificate)
    {
        string path = Path.Combine(_directory, $"{Guid.NewGuid():N}.pem");
        File.WriteAllText(path, certificate.ExportCertificatePem());
        return path;
    }

    /// <summary>Answers each connection's first request with a version.</summary>
    private sealed class TlsServer : IAsyncDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly CancellationTokenSource _end = new();
        private readonly StringBuilder _received = new();
        private readonly X509Certificate2 _certificate;
        private readonly Task _loop;

        public TlsServer(X509Certificate2 certificate)
        {
            _certificate = certificate;
            _listener.Start();
            _loop = ServeAsync();
        }

        public string Url => $"https://localhost:{((IPEndPoint)_listener.LocalEndpoint).Port}";

        public string Received
        {
            get
            {
                lock (_received)
                {
                    return _received.ToString();
                }
            }
        }

        public async ValueTask DisposeAsync()
        {
            await _end.CancelAsync();
            _listener.Stop();
            await _loop;
            _end.Dispose();
            _certificate.Dispose();
        }

        private async Task ServeAsync()
        {
            while (!_end.IsCancellationRequested)
            {
                try
                {
                    using TcpClient client = await _listener.AcceptTcpClientAsync(_end.Token);
                    await using var stream = new SslStream(client.GetStream());
                    await stream.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = _certificate }, _end.Token);
                    await AnswerAsync(stream);
                }
                catch (Exception exception) when (exception is OperationCanceledException or IOException or AuthenticationException or SocketException or ObjectDisposedException)
                {
                    // the client did not like the certificate, or the test is over
                }
            }
        }

        private async Task AnswerAsync(SslStream stream)
        {
            byte[] buffer = new byte[16 * 1024];
            int length = 0;
            while (!Encoding.ASCII.GetString(buffer, 0, length).Contains("\r\n\r\n", StringComparison.Ordinal))
            {
                int read = await stream.ReadAsync(buffer.AsMemory(length), _end.Token);
                if (read == 0)
                {
                    return;
                }

                length += read;
            }

            lock (_received)
            {
                _received.Append(Encoding.ASCII.GetString(buffer, 0, length));
            }

            await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=UTF-8\r\nContent-Length: 6\r\nConnection: close\r\n\r\n4.3.11"u8.ToArray(), _end.Token);
            await stream.FlushAsync(_end.Token);
        }
    }
}
