using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using FsCheck.Xunit;

namespace Provisioning.Tests;

public sealed partial class SecretTests
{
    private const string Canary = "canary-5ecr3t";

    private static readonly Secret Secret = new(Canary);

    private static readonly JsonSerializerOptions WithFields = new() { IncludeFields = true };

    [Fact]
    public void No_way_of_making_text_shows_the_value()
    {
        string[] shown =
        [
            Secret.ToString(),
            $"{Secret}",
            $"{Secret,20}",
            $"{Secret:X}",
            string.Format(CultureInfo.InvariantCulture, "{0} {0:N}", Secret),
            string.Create(CultureInfo.InvariantCulture, $"{Secret}"),
            string.Concat("a", Secret),
            new StringBuilder().Append(CultureInfo.InvariantCulture, $"{Secret}").Append(Secret).ToString(),
            Secret.ToString("G", CultureInfo.InvariantCulture),
            Convert.ToString(Secret, CultureInfo.InvariantCulture)!,
            JsonSerializer.Serialize(Secret),
            JsonSerializer.Serialize<object>(Secret),
            JsonSerializer.Serialize(new Dictionary<string, Secret> { ["key"] = Secret }),
            JsonSerializer.Serialize(new Document { Password = Secret }),
            JsonSerializer.Serialize(new Document { Password = Secret }, SecretContext.Default.Document),
            JsonSerializer.Serialize(new { Secret }, WithFields),
        ];
        Assert.All(shown, text =>
        {
            Assert.DoesNotContain(Canary, text, StringComparison.Ordinal);
            Assert.Contains("***", text, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void The_debugger_shows_the_mask()
    {
        Assert.Equal("***", typeof(Secret).GetCustomAttribute<DebuggerDisplayAttribute>()!.Value);
        string proxyName = typeof(Secret).GetCustomAttribute<DebuggerTypeProxyAttribute>()!.ProxyTypeName;
        object proxy = Activator.CreateInstance(Type.GetType(proxyName)!, Secret)!;
        object?[] members =
        [
            .. proxy.GetType().GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic).Select(property => property.GetValue(proxy)),
            .. proxy.GetType().GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic).Select(field => field.GetValue(proxy)),
        ];
        Assert.NotEmpty(members);
        Assert.All(members, member => Assert.Equal("***", member));
        Assert.Empty(typeof(Secret).GetProperties(BindingFlags.Instance | BindingFlags.Public));
        Assert.Empty(typeof(Secret).GetFields(BindingFlags.Instance | BindingFlags.Public));
    }

    [Fact]
    public void What_carries_secrets_does_not_show_them()
    {
        var request = new ProvisionRequest
        {
            ProjectId = ProjectId.Parse("acme"),
            Template = ProjectTemplate.FromCompose("demo", "services: {}"),
            Secrets = new Dictionary<string, Secret> { ["PASSWORD"] = Secret },
        };
        Assert.DoesNotContain(Canary, request.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Canary, JsonSerializer.Serialize(request.Secrets), StringComparison.Ordinal);
        Assert.DoesNotContain(Canary, new ProvisioningException($"wrong: {Secret}").ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Canary, Assert.Throws<ArgumentOutOfRangeException>(() => Refuse(Secret)).ToString(), StringComparison.Ordinal);
    }

    [Property(MaxTest = 2_000)]
    public bool Reveal_gives_exactly_what_was_given(string? value) => value is null || (new Secret(value).Reveal() == value && new Secret(value).ToString() == "***");

    [Fact]
    public void Json_reads_a_secret_and_writes_the_mask()
    {
        Document document = JsonSerializer.Deserialize("{\"Password\":\"pa$$ ${X}\\n\"}", SecretContext.Default.Document)!;
        Assert.Equal("pa$$ ${X}\n", document.Password!.Reveal());
        Assert.Null(JsonSerializer.Deserialize<Document>("{\"Password\":null}")!.Password);
        JsonException exception = Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<Document>("{\"Password\":12345678}"));
        Assert.DoesNotContain("12345678", exception.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Secrets_are_equal_when_their_values_are()
    {
        Assert.Equal(Secret, new Secret(Canary));
        Assert.Equal(Secret.GetHashCode(), new Secret(Canary).GetHashCode());
        Assert.NotEqual(Secret, new Secret(Canary + "x"));
        Assert.False(Secret.Equals((object)Canary));
        Assert.False(Secret.Equals(null));

        // Text that is no valid Unicode is a value like any other.
        Assert.NotEqual(new Secret("\uD800"), new Secret("\uDC00"));
        Assert.Throws<ArgumentNullException>(() => new Secret(null!));
        Assert.Equal(string.Empty, new Secret(string.Empty).Reveal());
    }

    [Fact]
    public void Formatting_into_a_span_writes_the_mask_or_nothing()
    {
        Span<char> span = stackalloc char[3];
        Assert.True(Secret.TryFormat(span, out int written, "R", null));
        Assert.Equal("***", span[..written].ToString());
        Assert.False(Secret.TryFormat(span[..2], out written, default, null));
        Assert.Equal(0, written);
    }

    private static void Refuse(Secret secret) => throw new ArgumentOutOfRangeException(nameof(secret), secret, "bad");

    internal sealed class Document
    {
        public Secret? Password { get; set; }
    }

    [JsonSerializable(typeof(Document))]
    internal sealed partial class SecretContext : JsonSerializerContext;
}
