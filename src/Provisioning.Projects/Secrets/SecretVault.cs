using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;

namespace Provisioning.Projects;

/// <summary>Encrypts and decrypts what is secret about projects, each project with a purpose of its own: what is stored with one cannot be read as another's.</summary>
internal sealed class SecretVault(IDataProtectionProvider dataProtection)
{
    private const int FormatVersion = 1;

    private readonly IDataProtector _operations = dataProtection.CreateProtector("Provisioning.Projects", "Operations.v1");

    public byte[] Protect(ProjectId projectId, StoredSecrets secrets)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteNumber("version", FormatVersion);
            writer.WriteBase64String("salt", secrets.Salt.Span);
            writer.WriteStartObject("secrets");
            foreach ((string name, Secret value) in secrets.Values)
            {
                writer.WriteString(name, value.Reveal());
            }

            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        byte[] plain = buffer.WrittenSpan.ToArray();
        try
        {
            return Protector(projectId).Protect(plain);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    /// <exception cref="ProvisioningException">Nothing is stored, or it cannot be decrypted.</exception>
    public StoredSecrets Unprotect(ProjectRecord record, string operationName)
    {
        if (record.ProtectedSecrets.IsEmpty)
        {
            throw ProjectErrors.SecretsNotStored(record.Id, operationName);
        }

        byte[] plain;
        try
        {
            plain = Protector(record.Id).Unprotect(record.ProtectedSecrets.ToArray());
        }
        catch (CryptographicException exception)
        {
            throw ProjectErrors.KeysLost(record.Id, operationName, exception);
        }

        try
        {
            return Read(plain);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
#pragma warning disable MA0054 // The exception's text quotes what was decrypted.
            throw ProjectErrors.KeysLost(record.Id, operationName, innerException: null);
#pragma warning restore MA0054
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    public byte[] ProtectDigest(byte[] digest) => _operations.Protect(digest);

    /// <summary>Whether a stored digest is this one; <see langword="null"/> when it cannot be decrypted.</summary>
    public bool? IsDigest(ReadOnlyMemory<byte> stored, byte[] digest)
    {
        if (stored.IsEmpty)
        {
            return null;
        }

        try
        {
            return CryptographicOperations.FixedTimeEquals(_operations.Unprotect(stored.ToArray()), digest);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static StoredSecrets Read(byte[] plain)
    {
        using var document = JsonDocument.Parse(plain);
        JsonElement root = document.RootElement;
        if (root.GetProperty("version").GetInt32() != FormatVersion)
        {
            throw new FormatException();
        }

        Dictionary<string, Secret> values = new(StringComparer.Ordinal);
        foreach (JsonProperty secret in root.GetProperty("secrets").EnumerateObject())
        {
            values[secret.Name] = new Secret(secret.Value.GetString()!);
        }

        return new StoredSecrets(root.GetProperty("salt").GetBytesFromBase64(), values);
    }

    private IDataProtector Protector(ProjectId projectId) => dataProtection.CreateProtector("Provisioning.Projects", "Secrets.v1", projectId.Value);
}
