using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace Provisioning.Compose.Tests.Values;

public sealed class InterpolationTests
{
    private static readonly Dictionary<string, string> Variables = new(StringComparer.Ordinal) { ["SET"] = "value", ["EMPTY"] = "", ["TRICKY"] = "${SET} $$ $SET" };

    [Theory]
    [InlineData("$SET", "value")]
    [InlineData("${SET}s", "values")]
    [InlineData("$SETs", "")]
    [InlineData("a$SET-$SET", "avalue-value")]
    [InlineData("$$SET", "$SET")]
    [InlineData("$$$$", "$$")]
    [InlineData("costs 5$ or $1 or $-", "costs 5$ or $1 or $-")]
    [InlineData("${MISSING:-x}", "x")]
    [InlineData("${EMPTY:-x}", "x")]
    [InlineData("${EMPTY-x}", "")]
    [InlineData("${SET:-x}", "value")]
    [InlineData("${SET:+x}", "x")]
    [InlineData("${EMPTY:+x}", "")]
    [InlineData("${EMPTY+x}", "x")]
    [InlineData("${MISSING+x}", "")]
    [InlineData("${SET:?needed}", "value")]
    [InlineData("${EMPTY?needed}", "")]
    [InlineData("${MISSING:-${EMPTY:-${SET}}}", "value")]
    [InlineData("${MISSING-b:-c}", "b:-c")]
    [InlineData("${MISSING:-a+b}", "a+b")]
    [InlineData("${MISSING:-{\"a\":{\"b\":1}}}", "{\"a\":{\"b\":1}}")]
    [InlineData("${MISSING:-{}}", "{}")]
    [InlineData("${MISSING:-x} } ${MISSING:-y}", "x } y")]
    [InlineData("${MISSING:-$$x}", "$x")]
    [InlineData("${TRICKY}", "${SET} $$ $SET")]
    [InlineData("${MISSING:-one}\n${MISSING:-two}", "one\ntwo")]
    public void A_text_becomes(string template, string expected) =>
        Assert.Equal(expected, ComposeInterpolation.Substitute(template, Variables.GetValueOrDefault));

    [Theory]
    [InlineData("${}")]
    [InlineData("${1A}")]
    [InlineData("${ SET}")]
    [InlineData("${SET }")]
    [InlineData("${SET.x}")]
    [InlineData("${SET")]
    [InlineData("${SET:-x\n}")]
    [InlineData("${SET:}")]
    [InlineData("${SET:=x}")]
    public void A_malformed_variable_is_refused(string template) =>
        Assert.Null(Assert.Throws<ComposeInterpolationException>(() => ComposeInterpolation.Substitute(template, Variables.GetValueOrDefault)).Variable);

    [Fact]
    public void A_required_variable_is_named_with_its_message()
    {
        var exception = Assert.Throws<ComposeInterpolationException>(() => ComposeInterpolation.Substitute("${MISSING:?give ${OTHER:-one}}", Variables.GetValueOrDefault));
        Assert.Equal("MISSING", exception.Variable);
        Assert.Equal("The variable 'MISSING' must have a value: give one", exception.Message);
    }

    [Fact]
    public void Unset_variables_are_reported_and_those_with_a_default_are_not()
    {
        var unset = new List<string>();
        Assert.Equal("x", ComposeInterpolation.Substitute("$A${B}${C:-x}$SET", static name => name == "SET" ? "" : null, unset.Add));
        Assert.Equal(["A", "B"], unset);
    }

    [Fact]
    public void Variables_are_listed_with_their_operators() =>
        Assert.Equal(
            ["A||", "B|:-|${C?d}", "C|?|d", "E|+|f"],
            ComposeInterpolation.FindVariables("$A ${B:-${C?d}} $$X ${E+f}").Select(static use => $"{use.Name}|{use.Operator}|{use.Argument}"));

    [Property]
    public bool A_text_without_dollars_stays(NonNull<string> text) =>
        text.Get.Contains('$', StringComparison.Ordinal) || ComposeInterpolation.Substitute(text.Get, static _ => "!") == text.Get;

    [Property]
    public bool Doubled_dollars_give_the_text_back(NonNull<string> text) =>
        ComposeInterpolation.Substitute(text.Get.Replace("$", "$$", StringComparison.Ordinal), static _ => "!") == text.Get;

    [Property]
    public bool A_value_is_never_looked_into(NonNull<string> value) =>
        ComposeInterpolation.Substitute("<${A}|${B:-x}>", _ => value.Get) == "<" + value.Get + "|" + (value.Get.Length == 0 ? "x" : value.Get) + ">";

    [Property]
    public Property Any_text_gives_a_text_or_the_exception() =>
        Prop.ForAll(Gen.Elements('$', '{', '}', 'A', ':', '-', '?', '+', '\n', ' ').ListOf().Select(static chars => new string([.. chars])).ToArbitrary(), static text =>
        {
            try
            {
                return ComposeInterpolation.Substitute(text, static name => name == "A" ? "v" : null) is not null;
            }
            catch (ComposeInterpolationException)
            {
                return true;
            }
        });
}
