using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Provisioning.Coolify;

/// <summary>TLS with a private authority. Chain, validity and host name are always checked.</summary>
internal static class CoolifyTls
{
    /// <summary>Reads the certificates of the authority; returns what is wrong with the file, or <see langword="null"/>.</summary>
    public static string? TryRead(string path, out X509Certificate2Collection certificates)
    {
        certificates = [];
        try
        {
            certificates.ImportFromPemFile(path);
            return certificates.Count > 0 ? null : $"is '{path}', which holds no certificate";
        }
        catch (CryptographicException exception)
        {
            return $"is '{path}', which cannot be read as PEM ({exception.Message.TrimEnd('.')})";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return $"is '{path}', which cannot be read ({exception.Message.TrimEnd('.')})";
        }
    }

    public static SslClientAuthenticationOptions CreateOptions(X509Certificate2Collection certificates)
    {
        // A policy instead of a callback: the host name stays checked by the platform. A private authority seldom has a place to ask for revocations.
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(certificates);
        return new SslClientAuthenticationOptions { CertificateChainPolicy = policy };
    }
}
