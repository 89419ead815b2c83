using System.Text.Json;

namespace Provisioning.Local.Engine;

/// <summary>Credentials of a registry on their way to the engine.</summary>
internal static class RegistryAuth
{
    /// <summary>Returns the value of <c>X-Registry-Auth</c>, or <see langword="null"/> without credentials.</summary>
    public static string? Encode(DockerRegistryLogin login)
    {
        if (!login.HasCredentials)
        {
            return null;
        }

        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            if (login.IdentityToken is { } token)
            {
                writer.WriteString("identitytoken", token);
            }
            else
            {
                writer.WriteString("username", login.User);
                writer.WriteString("password", login.Password);
            }

            writer.WriteString("serveraddress", login.Address);
            writer.WriteEndObject();
        }

        // URL-safe alphabet, padding kept: what the engine decodes
        return Convert.ToBase64String(buffer.GetBuffer(), 0, (int)buffer.Length).Replace('+', '-').Replace('/', '_');
    }

    /// <summary>Returns the engine's refusal with what was sent to the registry, and what to do.</summary>
    public static EngineException WithHint(EngineException exception, string registry, DockerRegistryLogin login, string path)
    {
        var hint = login switch
        {
            { HasCredentials: true, User: { } user } => $"The credentials of '{user}' for '{login.Address}' in '{path}' were sent. Check that they are right and may read the image, and that the image's name is.",
            { HasCredentials: true } => $"The token for '{login.Address}' in '{path}' was sent. Log in again if it has expired, and check the image's name.",
            { Helper: { } helper } => $"No credentials were sent: '{path}' leaves those for '{registry}' to the credential helper '{helper}', a program, and this library starts none. Put them under 'auths' in '{path}', or pull the image at the engine beforehand. Or the image's name is wrong.",
            _ => $"No credentials were sent: '{path}' has none for '{registry}'. Log in ('{(registry is "docker.io" ? "docker login" : "docker login " + registry)}'), or correct the image's name.",
        };
        return new EngineException(exception.StatusCode, exception.Call, $"{exception.EngineMessage.TrimEnd('.')}. {hint}", exception);
    }
}
