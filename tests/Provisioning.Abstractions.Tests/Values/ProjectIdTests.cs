using System.ComponentModel;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;

namespace Provisioning.Tests;

public sealed partial class ProjectIdTests
{
    private static readonly string[] Pieces =
    [
        "a", "A", "z9", "0", "-", "--", ".", "..", "/", "\\", "../", "%2e%2e", "%00", "\0", " ", "\t", "\n", "\r\n", "_", ":", "~", "$", "${HOME}", "`id`", ";rm -rf", "-rf", "CON", "nul",
        "com1", "acme", "tenant-", "\u0430cme", "\uFF41", "\u202Eabc", "\u200B", "\u0301", "\uD800", "\uDC00", "\U0001F600", "İ", "ı", "K", "ß", "x-", "localhost", "'", "\"", "<", "&", "*", "?", "|", "\u00AD", "١", "²",
    ];

    [Fact]
    public void A_hundred_thousand_hostile_ids_are_rejected_or_safe()
    {
        const string Root = "/srv/projects";
        var random = new Random(20_260_101);
        int accepted = 0;
        for (int i = 0; i < 100_000; i++)
        {
            string candidate = Hostile(random);
            bool parsed = ProjectId.TryParse(candidate, out ProjectId id);
            Assert.Equal(Allowed().IsMatch(candidate) && !candidate.EndsWith('\n'), parsed);
            if (!parsed)
            {
                Assert.True(id.IsDefault);
                string message = Assert.Throws<FormatException>(() => ProjectId.Parse(candidate)).Message;
                Assert.StartsWith("A project id ", message, StringComparison.Ordinal);
                Assert.All(message, character => Assert.InRange(character, ' ', '~')); // the message itself is safe to log
                continue;
            }

            accepted++;
            Assert.Equal(candidate, id.Value);
            Assert.Equal($"{Root}/{candidate}", Path.GetFullPath(Path.Combine(Root, id.Value)));
            Assert.InRange(id.Value.Length, 1, 63);
            Assert.Equal(candidate, Uri.EscapeDataString(id.Value));
            Assert.Equal(UriHostNameType.Dns, Uri.CheckHostName("x" + id.Value + ".example"));
        }

        Assert.InRange(accepted, 500, 99_500); // both sides were tried
    }

    [Fact]
    public void Different_valid_ids_stay_different_in_every_form()
    {
        var random = new Random(7);
        var texts = new HashSet<string>(StringComparer.Ordinal);
        while (texts.Count < 100_000)
        {
            texts.Add(Valid(random));
        }

        Assert.Equal(texts.Count, texts.Select(ProjectId.Parse).Distinct().Count());
        Assert.Equal(texts.Count, texts.Select(text => ProjectId.Parse(text).ToString()).Distinct(StringComparer.OrdinalIgnoreCase).Count());
    }

    [Theory]
    [InlineData("a")]
    [InlineData("0")]
    [InlineData("a-b")]
    [InlineData("a--b")]
    [InlineData("0123456789012345678901234567890123456789")]
    public void Valid_ids_are_read_in_every_way(string text)
    {
        ProjectId id = ProjectId.Parse(text);
        Assert.Equal(id, ProjectId.Parse(text.AsSpan()));
        Assert.Equal(id, ProjectId.Parse(text, CultureInfo.InvariantCulture));
        Assert.Equal(id, ProjectId.Parse(text.AsSpan(), CultureInfo.InvariantCulture));
        Assert.True(ProjectId.TryParse(text, out ProjectId parsed));
        Assert.Equal(id, parsed);
        Assert.True(ProjectId.TryParse(text, CultureInfo.InvariantCulture, out parsed));
        Assert.Equal(id, parsed);
        Assert.True(ProjectId.TryParse(text.AsSpan(), CultureInfo.InvariantCulture, out parsed));
        Assert.Equal(id, parsed);
        Assert.Equal(text, $"{id}");
        Assert.Equal(text, id.ToString("anything", CultureInfo.InvariantCulture));
        Assert.Equal(text, TypeDescriptor.GetConverter(typeof(ProjectId)).ConvertFromInvariantString(text)!.ToString());
        Assert.Equal(text, TypeDescriptor.GetConverter(typeof(ProjectId)).ConvertToInvariantString(id));
    }

    [Theory]
    [InlineData("", "must not be empty")]
    [InlineData("-a", "must neither start nor end")]
    [InlineData("a-", "must neither start nor end")]
    [InlineData("-", "must neither start nor end")]
    [InlineData("Acme", "U+0041 at position 1")]
    [InlineData("ac me", "U+0020 at position 3")]
    [InlineData("acme\n", "U+000A at position 5")]
    [InlineData("a_b", "U+005F at position 2")]
    [InlineData("01234567890123456789012345678901234567890", "at most 40 characters; this one has 41")]
    public void The_message_says_which_rule_is_broken(string text, string expected)
    {
        Assert.Contains(expected, Assert.Throws<FormatException>(() => ProjectId.Parse(text)).Message, StringComparison.Ordinal);
        Assert.Contains(expected, Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<ProjectId>(JsonSerializer.Serialize(text))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_not_an_id()
    {
        Assert.False(ProjectId.TryParse(null, out _));
        Assert.Throws<ArgumentNullException>(() => ProjectId.Parse(null!));
        Assert.True(default(ProjectId).IsDefault);
        Assert.Equal(string.Empty, default(ProjectId).ToString());
        Assert.Equal(0, default(ProjectId).GetHashCode());
        Assert.Throws<InvalidOperationException>(() => default(ProjectId).Value);
        Assert.Throws<InvalidOperationException>(() => JsonSerializer.Serialize(default(ProjectId)));
    }

    [Fact]
    public void Json_has_the_text_as_value_and_as_key()
    {
        ProjectId id = ProjectId.Parse("acme");
        Assert.Equal("\"acme\"", JsonSerializer.Serialize(id));
        Assert.Equal("{\"acme\":1}", JsonSerializer.Serialize(new Dictionary<ProjectId, int> { [id] = 1 }));
        Assert.Equal(1, JsonSerializer.Deserialize<Dictionary<ProjectId, int>>("{\"acme\":1}")![id]);
        Assert.Equal("{\"Id\":\"acme\",\"Other\":null}", JsonSerializer.Serialize(new Document { Id = id }, IdContext.Default.Document));
        Assert.Equal(id, JsonSerializer.Deserialize("{\"Id\":\"acme\"}", IdContext.Default.Document)!.Id);
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<ProjectId>("5"));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<ProjectId>("null"));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<Dictionary<ProjectId, int>>("{\"A B\":1}"));
    }

    [Fact]
    public void Configuration_binds_an_id()
    {
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["Id"] = "acme", ["Bad:Id"] = "Not Valid" }).Build();
        Assert.Equal("acme", configuration.Get<Document>()!.Id.Value);
        Exception exception = Assert.ThrowsAny<Exception>(() => configuration.GetSection("Bad").Get<Document>());
        Assert.Contains("A project id", exception.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Formatting_into_a_span_that_is_too_short_fails()
    {
        ProjectId id = ProjectId.Parse("acme");
        Span<char> span = stackalloc char[4];
        Assert.True(id.TryFormat(span, out int written, default, null));
        Assert.Equal("acme", span[..written].ToString());
        Assert.False(id.TryFormat(span[..3], out written, default, null));
        Assert.Equal(0, written);
    }

    [Fact]
    public void Ids_compare_by_their_characters()
    {
        ProjectId a = ProjectId.Parse("a");
        ProjectId b = ProjectId.Parse("b");
        ProjectId otherA = ProjectId.Parse(new string('a', 1));
        Assert.True(a < b && b > a && a <= otherA && a >= otherA && a == otherA && a != b);
        Assert.True(a.Equals((object)otherA));
        Assert.False(a.Equals("a"));
        Assert.Equal(a.GetHashCode(), otherA.GetHashCode());
        Assert.Equal([default, ProjectId.Parse("-a".Trim('-')), b], new[] { b, a, default }.Order());
    }

    private static string Hostile(Random random)
    {
        if (random.Next(4) == 0)
        {
            // Near misses: a valid id with one character changed.
            char[] near = Valid(random).ToCharArray();
            near[random.Next(near.Length)] = Pieces[random.Next(Pieces.Length)][0];
            return new string(near);
        }

        string text = string.Concat(Enumerable.Range(0, random.Next(1, 6)).Select(_ => random.Next(3) == 0 ? ((char)random.Next(0x10000)).ToString() : Pieces[random.Next(Pieces.Length)]));
        return random.Next(50) == 0 ? text + new string('a', 300) : text;
    }

    private static string Valid(Random random)
    {
        const string Ends = "abcdefghijklmnopqrstuvwxyz0123456789";
        int length = random.Next(4, 41);
        char[] text = [.. Enumerable.Range(0, length).Select(i => i == 0 || i == length - 1 || random.Next(6) > 0 ? Ends[random.Next(Ends.Length)] : '-')];
        return new string(text);
    }

    [GeneratedRegex("^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Allowed();

    internal sealed class Document
    {
        public ProjectId Id { get; set; }

        public ProjectId? Other { get; set; }
    }

    [JsonSerializable(typeof(Document))]
    internal sealed partial class IdContext : JsonSerializerContext;
}
