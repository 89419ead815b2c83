namespace Provisioning.Local.Tests.Provider;

/// <summary>A copy of an error says all that the error says, but for secrets.</summary>
public sealed class ErrorCopyTests
{
    private const string Value = "correct-horse-battery";

    private static readonly SecretMasker Masker = new([Value]);

    [Fact]
    public void The_problems_of_a_template_are_kept_in_order_and_masked()
    {
        var original = Original(
            new TemplateProblem { Code = "first", Message = $"'{Value}' is no port", File = "compose.yaml", Line = 3, Column = 7, Path = "services.web.ports[0]" },
            new TemplateProblem { Code = "second", Message = "no image", File = $"files/{Value}", Path = $"services.{Value}" });
        var copy = Assert.IsType<TemplateException>(ErrorCopy.Masked(original, Masker));
        Assert.NotSame(original, copy);
        Assert.DoesNotContain(Value, copy.ToString(), StringComparison.Ordinal);
        Assert.Equal(
            [("first", "'***' is no port", "compose.yaml", 3, 7, "services.web.ports[0]"), ("second", "no image", "files/***", 0, 0, "services.***")],
            copy.Problems.Select(problem => (problem.Code, problem.Message, problem.File!, problem.Line, problem.Column, problem.Path!)));
        Assert.Equal((original.ErrorCode, original.ProjectId, "check"), (copy.ErrorCode, copy.ProjectId, copy.Step));
    }

    [Fact]
    public void A_secret_in_a_problem_alone_is_found()
    {
        var original = new TemplateException("The template has a problem.") { Problems = [new TemplateProblem { Code = "first", Message = "bad", Path = Value }] };
        var copy = Assert.IsType<TemplateException>(ErrorCopy.Masked(original, Masker));
        Assert.Equal("***", Assert.Single(copy.Problems).Path);
    }

    [Fact]
    public void An_error_without_a_secret_is_the_same_one()
    {
        var original = Original(new TemplateProblem { Code = "first", Message = "bad" });
        Assert.Same(original, ErrorCopy.Masked(original, Masker));
    }

    [Fact]
    public void The_problems_stay_when_a_roll_back_adds_its_words()
    {
        var copy = Assert.IsType<TemplateException>(RollBackErrors.Failed(Original(new TemplateProblem { Code = "first", Message = "bad", Line = 3 }), "no."));
        Assert.Equal(RollBackOutcome.Failed, copy.RollBack);
        Assert.Equal(("first", "bad", 3), Assert.Single(copy.Problems) is var problem ? (problem.Code, problem.Message, problem.Line) : default);
    }

    private static TemplateException Original(params TemplateProblem[] problems) => new(problems) { ProjectId = LocalHarness.Acme, Step = "check" };
}
