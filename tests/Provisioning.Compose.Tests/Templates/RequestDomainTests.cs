namespace Provisioning.Compose.Tests.Templates;

public sealed class RequestDomainTests
{
    [Theory]
    [InlineData("acme.example.com")]
    [InlineData("localhost")]
    [InlineData("A-1.example")]
    public void A_DNS_name_is_accepted(string domain) => Assert.Empty(Problems(domain));

    [Theory]
    [InlineData("")]
    [InlineData("bad domain!")]
    [InlineData("-a.example")]
    [InlineData("a..example")]
    [InlineData("https://a.example")]
    [InlineData("a.example:80")]
    [InlineData("a.example/x")]
    [InlineData("a\n.example")]
    public void Anything_else_is_refused_before_anything_is_made(string domain)
    {
        TemplateProblem problem = Assert.Single(Problems(domain));
        Assert.Equal("domain_invalid", problem.Code);
        Assert.Contains("acme.example.com", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_mount_target_that_is_no_absolute_path_is_refused_with_its_place()
    {
        TemplateProblem problem = Assert.Single(Resolve("services:\n  a:\n    image: x\n    volumes: ['d:/d']\n", domain: null));
        Assert.Equal("mount_target_not_absolute", problem.Code);
        Assert.Equal("services.a.volumes[0]", problem.Path);
        Assert.Equal(4, problem.Line);
    }

    [Fact]
    public void Broken_yaml_is_told_with_its_line()
    {
        TemplateProblem problem = Assert.Single(Resolve("services:\n  a:\n    image: [x\n  b: 1\n", domain: null));
        Assert.Equal("invalid_yaml", problem.Code);
        Assert.InRange(problem.Line, 3, 4);
    }

    private static IReadOnlyList<TemplateProblem> Problems(string domain) => Resolve("services: { a: { image: x } }", domain);

    private static IReadOnlyList<TemplateProblem> Resolve(string compose, string? domain)
    {
        try
        {
            TemplateResolver.Resolve(new TemplateResolveOptions
            {
                Request = new ProvisionRequest { ProjectId = ProjectId.Parse("p"), Template = ProjectTemplate.FromCompose("t", compose), Domain = domain },
                WorkingDirectory = "/state/p",
                RevisionSalt = new byte[16],
            });
            return [];
        }
        catch (TemplateException exception)
        {
            return exception.Problems;
        }
    }
}
