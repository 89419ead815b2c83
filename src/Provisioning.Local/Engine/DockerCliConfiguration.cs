using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Provisioning.Local.Engine;

/// <summary>What the Docker CLI keeps in its configuration directory: contexts and credentials of registries. Read each time, so that a new login is seen.</summary>
internal sealed class DockerCliConfiguration(string directory)
{
    private static readonly JsonDocumentOptions Lenient = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    /// <summary>Gets the path of <c>config.json</c>, which need not exist.</summary>
    public string FilePath { get; } = Path.Combine(directory, "config.json");

    /// <summary>Gets the current context, or <see langword="null"/>.</summary>
    public string? CurrentContext
    {
        get
        {
            using var document = Read(FilePath);
            return document is not null && document.RootElement.TryGetProperty("currentContext", out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
    }

    /// <summary>Returns what a context says about the engine.</summary>
    public DockerContextMeta ReadContext(string name, string source)
    {
        var id = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)));
        var path = Path.Combine(directory, "contexts", "meta", id, "meta.json");
        using var document = Read(path);
        if (document is null)
        {
            throw Invalid($"The docker context '{name}', named by {source}, does not exist under '{directory}'. 'docker context ls' shows those that do; or name the engine in DOCKER_HOST.");
        }

        if (!document.RootElement.TryGetProperty("Endpoints", out var endpoints) || endpoints.ValueKind != JsonValueKind.Object
            || !endpoints.TryGetProperty("docker", out var docker) || docker.ValueKind != JsonValueKind.Object
            || !docker.TryGetProperty("Host", out var host) || host.ValueKind != JsonValueKind.String || host.GetString() is not { Length: > 0 } address)
        {
            throw Invalid($"The docker context '{name}', named by {source}, has no host for the engine in '{path}'. Make it again with 'docker context create', or name the engine in DOCKER_HOST.");
        }

        var skip = docker.TryGetProperty("SkipTLSVerify", out var flag) && flag.ValueKind == JsonValueKind.True;
        var certificates = Path.Combine(directory, "contexts", "tls", id, "docker");
        return new DockerContextMeta(address, skip, Directory.Exists(certificates) ? certificates : null);
    }

    /// <summary>Returns the stored credentials for a registry, and the credential helper that would hold them when there are none.</summary>
    public DockerRegistryLogin FindLogin(string registry)
    {
        using var document = Read(FilePath);
        if (document is null)
        {
            return new DockerRegistryLogin(null, null, null, null, null);
        }

        var root = document.RootElement;
        string? helper = null;
        if (root.TryGetProperty("credHelpers", out var helpers) && helpers.ValueKind == JsonValueKind.Object)
        {
            helper = helpers.EnumerateObject().Where(h => Matches(h.Name, registry) && h.Value.ValueKind == JsonValueKind.String).Select(h => h.Value.GetString()).FirstOrDefault();
        }

        if (helper is null && root.TryGetProperty("credsStore", out var store) && store.ValueKind == JsonValueKind.String)
        {
            helper = store.GetString();
        }

        if (root.TryGetProperty("auths", out var auths) && auths.ValueKind == JsonValueKind.Object)
        {
            foreach (var auth in auths.EnumerateObject())
            {
                if (auth.Value.ValueKind == JsonValueKind.Object && Matches(auth.Name, registry) && ReadLogin(auth.Name, auth.Value, helper) is { } login)
                {
                    return login;
                }
            }
        }

        return new DockerRegistryLogin(null, null, null, null, helper);
    }

    private static DockerRegistryLogin? ReadLogin(string address, JsonElement value, string? helper)
    {
        string? Text(string name) => value.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String && text.GetString() is { Length: > 0 } found ? found : null;

        var (user, password) = (Text("username"), Text("password"));
        if (Text("auth") is { } encoded)
        {
            var bytes = new byte[encoded.Length];
            if (Convert.TryFromBase64String(encoded, bytes, out var length))
            {
                var pair = Encoding.UTF8.GetString(bytes, 0, length);
                var colon = pair.IndexOf(':', StringComparison.Ordinal);
                if (colon > 0)
                {
                    (user, password) = (pair[..colon], pair[(colon + 1)..].TrimEnd('\0'));
                }
            }
        }

        var token = Text("identitytoken");
        return (user is not null && password is not null) || token is not null ? new DockerRegistryLogin(address, user, password, token, helper) : null;
    }

    // keys are written as "host", "https://host", "https://host/v1/"; Docker Hub's has had several names
    private static bool Matches(string key, string registry)
    {
        var host = key;
        var scheme = host.IndexOf("://", StringComparison.Ordinal);
        host = scheme < 0 ? host : host[(scheme + 3)..];
        var slash = host.IndexOf('/', StringComparison.Ordinal);
        host = slash < 0 ? host : host[..slash];
        return string.Equals(Canonical(host), Canonical(registry), StringComparison.OrdinalIgnoreCase);
    }

    private static string Canonical(string host) => host is "index.docker.io" or "registry-1.docker.io" ? "docker.io" : host;

    private static JsonDocument? Read(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            var document = JsonDocument.Parse(stream, Lenient);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                return document;
            }

            document.Dispose();
            throw Invalid($"The Docker configuration '{path}' is not a JSON object. Correct or remove it.");
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (JsonException exception)
        {
            // the reader's own message may quote a credential
            throw Invalid($"The Docker configuration '{path}' is not valid JSON (line {exception.LineNumber + 1}). Correct or remove it.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ProviderUnavailableException($"The Docker configuration '{path}' cannot be read: {exception.Message} Give this user the right to read it, or set DOCKER_HOST and DOCKER_CONFIG.", exception) { IsTransient = false };
        }
    }

    private static ProviderUnavailableException Invalid(string message) => new(message) { IsTransient = false };
}
