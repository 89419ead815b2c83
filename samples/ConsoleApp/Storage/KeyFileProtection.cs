using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;

namespace Provisioning.ConsoleApp;

/// <summary>
/// Encrypts the stored secrets with AES-256-GCM under one key, in a file that only its owner may read. A command lives for a fraction of a second: a key ring with its rotation, its XML and its
/// start-up costs would be most of that. The file is part of a backup: without it the secrets in the database are lost.
/// </summary>
internal sealed class KeyFileProtection : IDataProtectionProvider
{
    private const int KeySize = 32;
    private readonly Lazy<byte[]> _key;

    public KeyFileProtection(string path) => _key = new Lazy<byte[]>(() => ReadOrCreate(path));

    public IDataProtector CreateProtector(string purpose) => new Protector(_key, Purpose([], purpose));

    // Lengths stand before the texts, so that no two chains of purposes are the same bytes.
    private static byte[] Purpose(byte[] parent, string purpose)
    {
        byte[] text = Encoding.UTF8.GetBytes(purpose);
        return [.. parent, .. BitConverter.GetBytes(text.Length), .. text];
    }

    private static byte[] ReadOrCreate(string path)
    {
        try
        {
            return Read(path);
        }
        catch (FileNotFoundException)
        {
            Create(path);
            return Read(path);
        }
    }

    private static byte[] Read(string path)
    {
        byte[] key = File.ReadAllBytes(path);
        return key.Length == KeySize ? key : throw new IOException($"{path} is not a key: it has {key.Length} bytes and not {KeySize}. Take it from a backup.");
    }

    // Whole before it has its name, and never over one that is there: two first commands at once must end with one key.
    private static void Create(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        string temporary = $"{path}.{Guid.NewGuid():N}";
        using (var stream = new FileStream(temporary, options))
        {
            stream.Write(RandomNumberGenerator.GetBytes(KeySize));
            stream.Flush(flushToDisk: true);
        }

        try
        {
            File.Move(temporary, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(temporary);
        }
    }

    private sealed class Protector(Lazy<byte[]> key, byte[] purpose) : IDataProtector
    {
        private const byte Version = 1;
        private const int NonceSize = 12;
        private const int TagSize = 16;
        private const int Overhead = 1 + NonceSize + TagSize;

        public IDataProtector CreateProtector(string purpose1) => new Protector(key, Purpose(purpose, purpose1));

        public byte[] Protect(byte[] plaintext)
        {
            byte[] result = new byte[Overhead + plaintext.Length];
            result[0] = Version;
            RandomNumberGenerator.Fill(result.AsSpan(1, NonceSize));
            using var cipher = Cipher();
            cipher.Encrypt(result.AsSpan(1, NonceSize), plaintext, result.AsSpan(Overhead), result.AsSpan(1 + NonceSize, TagSize));
            return result;
        }

        public byte[] Unprotect(byte[] protectedData)
        {
            if (protectedData.Length < Overhead || protectedData[0] != Version)
            {
                throw new CryptographicException("This was not encrypted by this application.");
            }

            byte[] plaintext = new byte[protectedData.Length - Overhead];
            using var cipher = Cipher();
            cipher.Decrypt(protectedData.AsSpan(1, NonceSize), protectedData.AsSpan(Overhead), protectedData.AsSpan(1 + NonceSize, TagSize), plaintext);
            return plaintext;
        }

        private AesGcm Cipher() => new(HKDF.DeriveKey(HashAlgorithmName.SHA256, key.Value, KeySize, salt: null, info: purpose), TagSize);
    }
}
