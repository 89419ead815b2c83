using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Provisioning.Local.Tests.RealEngine;

/// <summary>TLS on loopback in front of the engine's socket.</summary>
internal sealed class TlsProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;

    public TlsProxy(string socketPath, X509Certificate2 certificate, X509Certificate2? clientAuthority)
    {
        _listener.Start();
        _accepting = AcceptAsync(socketPath, certificate, clientAuthority);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _accepting;
        _listener.Stop();
        _stop.Dispose();
    }

    public static X509Certificate2 Authority(string name)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-30), DateTimeOffset.UtcNow.AddDays(30));
    }

    public static X509Certificate2 Issue(X509Certificate2 authority, string host, DateTimeOffset from, DateTimeOffset to, bool withAddress = true)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={host}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(host);
        if (withAddress)
        {
            names.AddIpAddress(IPAddress.Loopback);
        }

        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, false, 0, critical: true));
        using var issued = request.Create(authority, from, to, RandomNumberGenerator.GetBytes(8));
        return issued.CopyWithPrivateKey(key);
    }

    private async Task AcceptAsync(string socketPath, X509Certificate2 certificate, X509Certificate2? clientAuthority)
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token), socketPath, certificate, clientAuthority);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
        }
    }

    private async Task ServeAsync(TcpClient accepted, string socketPath, X509Certificate2 certificate, X509Certificate2? clientAuthority)
    {
        using var client = accepted;
        try
        {
            await using var tls = new SslStream(client.GetStream());
            var options = new SslServerAuthenticationOptions { ServerCertificate = certificate };
            if (clientAuthority is not null)
            {
                options.ClientCertificateRequired = true;
                options.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck, CustomTrustStore = { clientAuthority } };
            }

            await tls.AuthenticateAsServerAsync(options, _stop.Token);
            using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(socketPath), _stop.Token);
            await using var docker = new NetworkStream(socket, ownsSocket: false);
            await Task.WhenAny(tls.CopyToAsync(docker, _stop.Token), docker.CopyToAsync(tls, _stop.Token));
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException or AuthenticationException or SocketException)
        {
        }
    }
}
