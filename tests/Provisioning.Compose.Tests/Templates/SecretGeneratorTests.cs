using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;

namespace Provisioning.Compose.Tests.Templates;

public sealed class SecretGeneratorTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_750_000_000);

    [Theory]
    [InlineData(8)]
    [InlineData(32)]
    [InlineData(1024)]
    public void A_password_has_its_length_and_only_letters_and_digits(int length)
    {
        for (int i = 0; i < 200; i++)
        {
            string password = SecretGenerator.Password(length).Reveal();
            Assert.Equal(length, password.Length);
            Assert.All(password, c => Assert.True(char.IsAsciiLetterOrDigit(c)));
            Assert.True(char.IsAsciiLetter(password[0]));
            Assert.Contains(password, char.IsAsciiLetterUpper);
            Assert.Contains(password, char.IsAsciiLetterLower);
            Assert.Contains(password, char.IsAsciiDigit);
        }
    }

    [Fact]
    public void Passwords_use_every_character_about_equally_often()
    {
        var counts = new Dictionary<char, int>();
        for (int i = 0; i < 2_000; i++)
        {
            foreach (char c in SecretGenerator.Password(32).Reveal()[1..])
            {
                counts[c] = counts.GetValueOrDefault(c) + 1;
            }
        }

        Assert.Equal(62, counts.Count);
        Assert.All(counts.Values, count => Assert.InRange(count, 750, 1250)); // 1000 expected, standard deviation about 31
    }

    [Fact]
    public void No_two_secrets_are_the_same() =>
        Assert.Equal(4_000, Enumerable.Range(0, 1_000).SelectMany(_ => (Secret[])[SecretGenerator.Password(16), SecretGenerator.Hex(16), SecretGenerator.Base64(16), SecretGenerator.Uuid()]).Select(secret => secret.Reveal()).Distinct().Count());

    [Theory]
    [InlineData(8)]
    [InlineData(31)]
    [InlineData(1024)]
    public void Hex_and_Base64_hold_their_bytes(int bytes)
    {
        Assert.Matches($"^[0-9a-f]{{{bytes * 2}}}$", SecretGenerator.Hex(bytes).Reveal());
        string base64 = SecretGenerator.Base64(bytes).Reveal();
        Assert.Matches("^[A-Za-z0-9]+={0,2}$", base64);
        Assert.Equal(bytes, Convert.FromBase64String(base64).Length);
    }

    [Fact]
    public void A_UUID_is_version_4() =>
        Assert.All(Enumerable.Range(0, 200), _ => Assert.Matches("^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$", SecretGenerator.Uuid().Reveal()));

    [Fact]
    public void Sizes_out_of_range_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => SecretGenerator.Password(7));
        Assert.Throws<ArgumentOutOfRangeException>(() => SecretGenerator.Password(1025));
        Assert.Throws<ArgumentOutOfRangeException>(() => SecretGenerator.Hex(7));
        Assert.Throws<ArgumentOutOfRangeException>(() => SecretGenerator.Base64(1025));
    }

    // The key, the claims and the signature of the example in RFC 7515, appendix A.1, differ in the header only; so the signature is computed anew here by the RFC's rule.
    [Fact]
    public void A_token_is_signed_with_HMAC_SHA256_over_its_first_two_parts()
    {
        var key = new Secret("a key of at least 32 characters!");
        string token = SecretGenerator.Jwt(key, Claims("""{"role":"anon","nested":{"a":[1,true,null]}}"""), TimeSpan.FromDays(10), new FakeTimeProvider(Now)).Reveal();
        string[] parts = token.Split('.');
        Assert.Equal(3, parts.Length);
        Assert.Equal("""{"alg":"HS256","typ":"JWT"}""", Encoding.UTF8.GetString(Base64Url.DecodeFromChars(parts[0])));
        Assert.Equal("""{"role":"anon","nested":{"a":[1,true,null]},"iat":1750000000,"exp":1750864000}""", Encoding.UTF8.GetString(Base64Url.DecodeFromChars(parts[1])));
        Assert.Equal(HMACSHA256.HashData(Encoding.UTF8.GetBytes(key.Reveal()), Encoding.ASCII.GetBytes(parts[0] + "." + parts[1])), Base64Url.DecodeFromChars(parts[2]));
        Assert.DoesNotContain('=', token);
    }

    [Fact]
    public void A_token_without_an_end_has_no_exp_and_claims_of_its_own_win()
    {
        string token = SecretGenerator.Jwt(new Secret("k"), Claims("""{"iat":5,"exp":6}"""), TimeSpan.FromDays(1), new FakeTimeProvider(Now)).Reveal();
        Assert.Equal("""{"iat":5,"exp":6}""", Encoding.UTF8.GetString(Base64Url.DecodeFromChars(token.Split('.')[1])));
        token = SecretGenerator.Jwt(new Secret("k"), Claims("{}"), timeProvider: new FakeTimeProvider(Now)).Reveal();
        Assert.Equal("""{"iat":1750000000}""", Encoding.UTF8.GetString(Base64Url.DecodeFromChars(token.Split('.')[1])));
    }

    [Fact]
    public void A_token_is_known_by_its_key()
    {
        Secret token = SecretGenerator.Jwt(new Secret("one"), Claims("{}"));
        Assert.True(SecretGenerator.IsSignedWith(token, new Secret("one")));
        Assert.False(SecretGenerator.IsSignedWith(token, new Secret("two")));
        Assert.False(SecretGenerator.IsSignedWith(new Secret("not a token"), new Secret("one")));
    }

    private static Dictionary<string, JsonElement> Claims(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.EnumerateObject().ToDictionary(property => property.Name, property => property.Value.Clone(), StringComparer.Ordinal);
    }
}
