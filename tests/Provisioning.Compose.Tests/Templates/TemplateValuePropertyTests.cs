using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace Provisioning.Compose.Tests.Templates;

/// <summary>A value is data: whatever it is, it arrives as it is and makes nothing else.</summary>
public sealed class TemplateValuePropertyTests
{
    private static readonly string[] Nasty =
    [
        "$", "$$", "${A}", "${A:-x}", "$A", "\"", "'", "\\", "\n", "\r\n", "\t", "#", " # ", ": ", "- ", "{", "}", "[", "]", ",", "&a", "*a", "!x", "|", ">", "%", "@", "`", "=", "\0", "\u0085", "\u2028",
        "é", "漢", "😀", "\uFEFF", "\nOTHER: injected", "\n      OTHER: injected", "}, OTHER: injected", "privileged: true", "~", "null", "true", "0x1F", "1e3", "2024-01-01", "<<", "---", "...", " ", "/", "..",
    ];

    [Property(MaxTest = 1_000)]
    public Property Any_secret_arrives_byte_for_byte_and_creates_nothing() => Prop.ForAll(Values(), value =>
    {
        ProjectTemplate template = Given.Template("""
            services:
              a:
                image: nginx
                environment:
                  WHOLE: ${S}
                  INSIDE: "<${S}>"
                  TWICE: ${UNSET:-${S}}$S
                  FROM_LIST: ${S:?needed}
                command: ["echo", "${S}"]
              b:
                image: nginx
                environment: ["S", "EQ=${S}"]
                secrets: [file]
            secrets: { file: { environment: S } }
            x-provisioning: { secrets: { S: {} } }
            """);
        ResolvedTemplate resolved = TemplateResolver.Resolve(Given.Options(template, secrets: new() { ["S"] = value }));
        IReadOnlyDictionary<string, string?> a = resolved.Project.Services["a"].Environment;
        Assert.Equal(["FROM_LIST", "INSIDE", "TWICE", "WHOLE"], a.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(value, a["WHOLE"]);
        Assert.Equal("<" + value + ">", a["INSIDE"]);
        Assert.Equal(value + value, a["TWICE"]);
        Assert.Equal(value, a["FROM_LIST"]);
        Assert.Equal(["echo", value], resolved.Project.Services["a"].Command!);
        IReadOnlyDictionary<string, string?> b = resolved.Project.Services["b"].Environment;
        Assert.Equal(["EQ", "S"], b.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(value, b["S"]);
        Assert.Equal(value, b["EQ"]);
        Assert.Equal(["a", "b"], resolved.Project.Services.Keys);
        Assert.Equal(new System.Text.UTF8Encoding(false).GetBytes(value), resolved.Mounts.Single().Files[0].Content.ToArray());
    });

    [Property(MaxTest = 300)]
    public Property Any_two_revisions_that_differ_have_different_digests() => Prop.ForAll(Values(), Values(), (one, other) =>
    {
        ProjectTemplate template = Given.Template("services: { a: { image: x, environment: { A: \"${A}\", B: \"${B}\" } } }");
        string Digest(string a, string b) => TemplateResolver.Resolve(Given.Options(template, secrets: new() { ["A"] = a, ["B"] = b })).RevisionDigest;
        Assert.Equal(Digest(one, other), Digest(one, other));
        Assert.Equal(one == other, Digest(one, other) == Digest(other, one));
        Assert.NotEqual(Digest(one, other), Digest(one + other, "x"));
        Assert.NotEqual(Digest(one + "x", other), Digest(one, "x" + other));
    });

    private static Arbitrary<string> Values()
    {
        Gen<string> character = Gen.Choose(0x20, 0x7E).Select(c => ((char)c).ToString());
        Gen<string> unicode = Gen.Choose(0xA0, 0x2FFFF).Where(c => c is < 0xD800 or > 0xDFFF).Select(char.ConvertFromUtf32);
        Gen<string> part = Gen.Frequency((4, character), (4, Gen.Elements(Nasty)), (1, unicode));
        return part.NonEmptyListOf().Select(string.Concat).ToArbitrary();
    }
}
