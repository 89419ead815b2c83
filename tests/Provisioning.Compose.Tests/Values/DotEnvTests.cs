using FsCheck;
using FsCheck.Xunit;

namespace Provisioning.Compose.Tests.Values;

public sealed class DotEnvTests
{
    [Theory]
    [InlineData("A=1", "1")]
    [InlineData("A = 1 ", "1")]
    [InlineData("A: 1", "1")]
    [InlineData("export A=1", "1")]
    [InlineData("# c\n\n  A=1", "1")]
    [InlineData("A=1 # c", "1")]
    [InlineData("A=1#c", "1#c")]
    [InlineData("A='1 # $B'", "1 # $B")]
    [InlineData("A='it\\'s'", "it's")]
    [InlineData("A=\"a\\nb\\\"c\\$B\\x\"", "a\nb\"c$B\\x")]
    [InlineData("A=\"two\nlines\"", "two\nlines")]
    [InlineData("A=\"\\0101\"", "A")]
    [InlineData("B=1\nA=${B}2", "12")]
    [InlineData("A=$OUTER", "outer")]
    [InlineData("A=1\nA=2", "2")]
    [InlineData("A=$$x", "$x")]
    [InlineData("A=a=b", "a=b")]
    [InlineData("\uFEFFA=1\r\n", "1")]
    [InlineData("A=", "")]
    public void A_line_gives(string text, string expected) =>
        Assert.Equal(expected, DotEnv.Parse(text, static name => name == "OUTER" ? "outer" : null)["A"]);

    [Fact]
    public void A_name_alone_is_inherited_or_not_there()
    {
        IReadOnlyDictionary<string, string> variables = DotEnv.Parse("OUTER\nOTHER\nA=1\n", static name => name == "OUTER" ? "outer" : null);
        Assert.Equal("outer", variables["OUTER"]);
        Assert.False(variables.ContainsKey("OTHER"));
    }

    [Theory]
    [InlineData("\nA B=1", "line 2: a key cannot contain a space")]
    [InlineData("A=1\nB=\"x", "line 2: a quoted value has no closing quote")]
    [InlineData("lol$wut=1", "line 1: unexpected character '$' in the name of a variable")]
    public void A_bad_line_is_named(string text, string message) =>
        Assert.Equal(message, Assert.Throws<FormatException>(() => DotEnv.Parse(text)).Message);

    [Property]
    public bool A_single_quoted_value_is_kept(NonNull<string> value)
    {
        string plain = value.Get.Replace("\\", string.Empty, StringComparison.Ordinal);
        return DotEnv.Parse("A='" + plain.Replace("'", "\\'", StringComparison.Ordinal) + "'")["A"] == plain;
    }

    [Property]
    public bool Any_text_gives_variables_or_a_format_exception(NonNull<string> text)
    {
        try
        {
            return DotEnv.Parse(text.Get) is not null;
        }
        catch (FormatException)
        {
            return true;
        }
    }
}
