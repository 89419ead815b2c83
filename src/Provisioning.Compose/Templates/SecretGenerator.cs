using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Provisioning.Compose;

/// <summary>
/// Makes the values of secrets from the operating system's random numbers. What it makes is safe, as it stands, in a URL, a shell's word, a Compose file,
/// an <c>.env</c> file and Coolify's variables: letters and digits, with <c>-</c> in a UUID, <c>.</c>, <c>-</c> and <c>_</c> in a token, and <c>=</c> at the end of Base64.
/// </summary>
public static class SecretGenerator
{
    /// <summary>The number of characters of a password when the template does not say: about 190 bits.</summary>
    public const int DefaultPasswordLength = 32;

    /// <summary>The least number of characters of a password.</summary>
    public const int MinPasswordLength = 8;

    /// <summary>The greatest number of characters of a password.</summary>
    public const int MaxPasswordLength = 1024;

    /// <summary>The number of random bytes when the template does not say: 256 bits.</summary>
    public const int DefaultBytes = 32;

    /// <summary>The least number of random bytes.</summary>
    public const int MinBytes = 8;

    /// <summary>The greatest number of random bytes.</summary>
    public const int MaxBytes = 1024;

    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const string LettersAndDigits = Letters + "0123456789";
    private const string TokenHeader = """{"alg":"HS256","typ":"JWT"}""";

    /// <summary>Makes a password: a letter first, and at least one upper-case letter, one lower-case letter and one digit in it.</summary>
    /// <param name="length">The number of characters, from <see cref="MinPasswordLength"/> to <see cref="MaxPasswordLength"/>.</param>
    /// <returns>The password.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="length"/> is out of its range.</exception>
    public static Secret Password(int length = DefaultPasswordLength)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, MinPasswordLength);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, MaxPasswordLength);
        while (true)
        {
            // Drawn again as a whole, never patched, so that no place is easier to guess than another.
            string text = RandomNumberGenerator.GetString(Letters, 1) + RandomNumberGenerator.GetString(LettersAndDigits, length - 1);
            if (text.Any(char.IsAsciiLetterUpper) && text.Any(char.IsAsciiLetterLower) && text.Any(char.IsAsciiDigit))
            {
                return new Secret(text);
            }
        }
    }

    /// <summary>Makes random bytes as lower-case hexadecimal digits.</summary>
    /// <param name="bytes">The number of bytes, from <see cref="MinBytes"/> to <see cref="MaxBytes"/>.</param>
    /// <returns>Two digits for each byte.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bytes"/> is out of its range.</exception>
    public static Secret Hex(int bytes = DefaultBytes)
    {
        CheckBytes(bytes);
        return new Secret(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(bytes)));
    }

    /// <summary>Makes random bytes in padded Base64, drawn so that neither <c>+</c> nor <c>/</c> is in it: it reads the same in both alphabets of Base64.</summary>
    /// <param name="bytes">The number of bytes, from <see cref="MinBytes"/> to <see cref="MaxBytes"/>.</param>
    /// <returns>The text.</returns>
    /// <remarks>Each group of three bytes holds 23.8 of its 24 bits.</remarks>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bytes"/> is out of its range.</exception>
    public static Secret Base64(int bytes = DefaultBytes)
    {
        CheckBytes(bytes);
        var text = new StringBuilder();
        Span<byte> group = stackalloc byte[3];
        for (int rest = bytes; rest > 0; rest -= 3)
        {
            Span<byte> part = group[..Math.Min(3, rest)];
            string encoded;
            do
            {
                RandomNumberGenerator.Fill(part);
                encoded = Convert.ToBase64String(part);
            }
            while (encoded.AsSpan().IndexOfAny('+', '/') >= 0);

            text.Append(encoded);
        }

        return new Secret(text.ToString());
    }

    /// <summary>Makes a random UUID (version 4, RFC 9562) in lower case with hyphens.</summary>
    /// <returns>The UUID.</returns>
    public static Secret Uuid()
    {
        Span<byte> bytes = stackalloc byte[16];
        RandomNumberGenerator.Fill(bytes);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Secret(new Guid(bytes, bigEndian: true).ToString("D"));
    }

    /// <summary>Makes a JSON Web Token in its compact form, signed with HMAC-SHA-256 (RFC 7519, RFC 7515).</summary>
    /// <param name="key">The key; its UTF-8 bytes sign.</param>
    /// <param name="claims">The claims; those named <c>iat</c> and <c>exp</c> are taken as they are.</param>
    /// <param name="expires">How long the token is valid; <see langword="null"/> for no end.</param>
    /// <param name="timeProvider">The clock for <c>iat</c> and <c>exp</c>; <see langword="null"/> for the system's.</param>
    /// <returns>The token.</returns>
    public static Secret Jwt(Secret key, IReadOnlyDictionary<string, JsonElement> claims, TimeSpan? expires = null, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(claims);
        long now = (timeProvider ?? TimeProvider.System).GetUtcNow().ToUnixTimeSeconds();
        var payload = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(payload))
        {
            writer.WriteStartObject();
            foreach (KeyValuePair<string, JsonElement> claim in claims)
            {
                writer.WritePropertyName(claim.Key);
                claim.Value.WriteTo(writer);
            }

            if (!claims.ContainsKey("iat"))
            {
                writer.WriteNumber("iat", now);
            }

            if (expires is { } validity && !claims.ContainsKey("exp"))
            {
                writer.WriteNumber("exp", now + (long)validity.TotalSeconds);
            }

            writer.WriteEndObject();
        }

        string head = Base64Url.EncodeToString(Encoding.UTF8.GetBytes(TokenHeader)) + "." + Base64Url.EncodeToString(payload.WrittenSpan);
        return new Secret(head + "." + Sign(key, head));
    }

    /// <summary>Whether a token was made by <see cref="Jwt"/> with this key.</summary>
    internal static bool IsSignedWith(Secret token, Secret key)
    {
        string text = token.Reveal();
        int dot = text.LastIndexOf('.');
        return dot > 0
            && text.StartsWith(Base64Url.EncodeToString(Encoding.UTF8.GetBytes(TokenHeader)) + ".", StringComparison.Ordinal)
            && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(text[(dot + 1)..]), Encoding.UTF8.GetBytes(Sign(key, text[..dot])));
    }

    private static string Sign(Secret key, string head) =>
        Base64Url.EncodeToString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(key.Reveal()), Encoding.UTF8.GetBytes(head)));

    private static void CheckBytes(int bytes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bytes, MinBytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes, MaxBytes);
    }
}
