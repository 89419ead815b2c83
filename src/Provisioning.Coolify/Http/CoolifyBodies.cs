using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Provisioning.Coolify;

/// <summary>Writes the bodies of requests: exactly the fields that Coolify accepts, since one that it does not know makes it refuse the request.</summary>
internal static class CoolifyBodies
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static ReadOnlyMemory<byte> Named(string name, string? description = null) => Write(json =>
    {
        json.WriteString("name", name);
        if (description is not null)
        {
            json.WriteString("description", description);
        }
    });

    public static ReadOnlyMemory<byte> Of(CoolifyServiceCreation service) => Write(
        json =>
        {
            json.WriteString("project_uuid", service.ProjectUuid);
            json.WriteString("environment_uuid", service.EnvironmentUuid);
            json.WriteString("server_uuid", service.ServerUuid);
            if (service.DestinationUuid is { } destination)
            {
                json.WriteString("destination_uuid", destination);
            }

            json.WriteString("name", service.Name);
            if (service.Description is { } description)
            {
                json.WriteString("description", description);
            }

            WriteCompose(json, service.Compose);
            if (service.Urls.Count > 0)
            {
                WriteUrls(json, service.Urls, service.ForceDomainOverride);
            }

            if (service.InstantDeploy)
            {
                json.WriteBoolean("instant_deploy", true);
            }
        },
        service.Compose.Length * 2);

    public static ReadOnlyMemory<byte> Of(CoolifyServiceChange change)
    {
        if (change is { Name: null, Description: null, Compose: null, Urls: null, ConnectToDockerNetwork: null, InstantDeploy: false })
        {
            throw new ArgumentException("The change changes nothing.", nameof(change));
        }

        return Write(
            json =>
            {
                if (change.Name is { } name)
                {
                    json.WriteString("name", name);
                }

                if (change.Description is { } description)
                {
                    json.WriteString("description", description);
                }

                if (change.Compose is { } compose)
                {
                    WriteCompose(json, compose);
                }

                if (change.Urls is { } urls)
                {
                    WriteUrls(json, urls, change.ForceDomainOverride);
                }

                if (change.ConnectToDockerNetwork is { } connect)
                {
                    json.WriteBoolean("connect_to_docker_network", connect);
                }

                if (change.InstantDeploy)
                {
                    json.WriteBoolean("instant_deploy", true);
                }
            },
            (change.Compose?.Length ?? 0) * 2);
    }

    public static ReadOnlyMemory<byte> Of(CoolifyVariable variable) => Write(json => WriteFields(json, variable));

    public static ReadOnlyMemory<byte> Of(IReadOnlyList<CoolifyVariable> variables)
    {
        if (variables.Count == 0)
        {
            throw new ArgumentException("There is no variable to set.", nameof(variables));
        }

        var keys = new HashSet<string>(StringComparer.Ordinal);
        return Write(
            json =>
            {
                json.WriteStartArray("data");
                foreach (CoolifyVariable variable in variables)
                {
                    if (!keys.Add(variable.Key))
                    {
                        throw new ArgumentException($"The variable '{variable.Key}' is there twice.", nameof(variables));
                    }

                    json.WriteStartObject();
                    WriteFields(json, variable);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
            },
            variables.Count * 128);
    }

    public static ReadOnlyMemory<byte> Of(CoolifyContainerChange change)
    {
        if (change is { ExcludeFromStatus: null, Description: null })
        {
            throw new ArgumentException("The change changes nothing.", nameof(change));
        }

        return Write(json =>
        {
            if (change.ExcludeFromStatus is { } exclude)
            {
                json.WriteBoolean("exclude_from_status", exclude);
            }

            if (change.Description is { } description)
            {
                json.WriteString("description", description);
            }
        });
    }

    // All flags each time: one that is left out keeps its old value on a variable that exists, and a stray key would be written into Coolify's record.
    private static void WriteFields(Utf8JsonWriter json, CoolifyVariable variable)
    {
        json.WriteString("key", variable.Key);
        json.WriteString("value", variable.Value.Reveal());
        json.WriteBoolean("is_literal", variable.IsLiteral);
        json.WriteBoolean("is_multiline", variable.IsMultiline);
        json.WriteBoolean("is_shown_once", variable.IsShownOnce);
    }

    private static void WriteUrls(Utf8JsonWriter json, IReadOnlyList<CoolifyServiceUrl> urls, bool force)
    {
        json.WriteStartArray("urls");
        foreach (CoolifyServiceUrl url in urls)
        {
            json.WriteStartObject();
            json.WriteString("name", url.Name);
            json.WriteString("url", url.Addresses);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (force)
        {
            json.WriteBoolean("force_domain_override", true);
        }
    }

    private static void WriteCompose(Utf8JsonWriter json, string compose)
    {
        byte[] rented = ArrayPool<byte>.Shared.Rent(StrictUtf8.GetMaxByteCount(compose.Length));
        try
        {
            json.WriteBase64String("docker_compose_raw", rented.AsSpan(0, StrictUtf8.GetBytes(compose, rented)));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented, clearArray: true);
        }
    }

    private static ReadOnlyMemory<byte> Write(Action<Utf8JsonWriter> write, int sizeHint = 0)
    {
        var buffer = new ArrayBufferWriter<byte>(Math.Max(256, sizeHint));
        using var json = new Utf8JsonWriter(buffer, Options);
        json.WriteStartObject();
        write(json);
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenMemory;
    }
}
