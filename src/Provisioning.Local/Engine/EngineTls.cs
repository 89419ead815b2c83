using System.Diagnostics.CodeAnalysis;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Provisioning.Local.Engine;

/// <summary>TLS as the Docker CLI sets it up: a private CA and a client certificate in three PEM files. Chain, validity and host name are always checked.</summary>
[SuppressMessage("Reliability", "CA2000", Justification = "The client certificate lives as long as the connection pool.")]
internal static class EngineTls
{
    /// <summary>Returns the options for an endpoint that uses TLS.</summary>
    /// <exception cref="ProviderUnavailableException">The files are missing or cannot be read.</exception>
    public static SslClientAuthenticationOptions CreateOptions(EngineEndpoint endpoint)
    {
        var options = new SslClientAuthenticationOptions();
        if (endpoint.CertificateDirectory is not { } directory)
        {
            return options;
        }

        var (ca, certificate, key) = (Path.Combine(directory, "ca.pem"), Path.Combine(directory, "cert.pem"), Path.Combine(directory, "key.pem"));
        try
        {
            var (hasCa, hasCertificate, hasKey) = (File.Exists(ca), File.Exists(certificate), File.Exists(key));
            if (!hasCa && !hasCertificate && !hasKey)
            {
                throw Invalid(endpoint, $"'{directory}' has none of ca.pem, cert.pem and key.pem", "Put the engine's CA and your client certificate there, or correct DOCKER_CERT_PATH");
            }

            if (hasCertificate != hasKey)
            {
                throw Invalid(endpoint, $"'{directory}' has {(hasCertificate ? "cert.pem but no key.pem" : "key.pem but no cert.pem")}", "A client certificate needs both");
            }

            if (hasCa)
            {
                // a policy instead of a callback: the host name stays checked by the platform
                var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
                policy.CustomTrustStore.ImportFromPemFile(ca);
                if (policy.CustomTrustStore.Count == 0)
                {
                    throw Invalid(endpoint, $"'{ca}' holds no certificate", "It must be the PEM text of the CA that signed the engine's certificate");
                }

                options.CertificateChainPolicy = policy;
            }

            if (hasCertificate)
            {
                var loaded = LoadClientCertificate(certificate, key);
                options.ClientCertificates = [loaded];
                options.LocalCertificateSelectionCallback = (_, _, _, _, _) => loaded;
            }

            return options;
        }
        catch (CryptographicException exception)
        {
            throw Invalid(endpoint, $"the certificates in '{directory}' cannot be read ({exception.Message})", "They must be PEM text, the key not encrypted and belonging to cert.pem", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Invalid(endpoint, $"the certificates in '{directory}' cannot be read ({exception.Message})", "Give this user the right to read them", exception);
        }
    }

    private static X509Certificate2 LoadClientCertificate(string certificate, string key)
    {
        var loaded = X509Certificate2.CreateFromPemFile(certificate, key);
        if (!OperatingSystem.IsWindows())
        {
            return loaded;
        }

        // Windows' TLS does not use a key that lives in memory only
        using (loaded)
        {
            return X509CertificateLoader.LoadPkcs12(loaded.Export(X509ContentType.Pkcs12), password: null);
        }
    }

    private static ProviderUnavailableException Invalid(EngineEndpoint endpoint, string why, string remedy, Exception? inner = null) =>
        new($"The Docker Engine at {endpoint} is to be reached with TLS, but {why}. {remedy}.", inner) { IsTransient = false };
}
