namespace Provisioning.Compose.Tests.Templates;

public sealed class RevisionDigestTests
{
    private static readonly ProjectTemplate Template = Given.Template("services: { a: { image: x, environment: { A: \"${A:-}\", B: \"${B:-}\" } } }");

    [Fact]
    public void Each_part_of_a_revision_changes_the_digest()
    {
        string[] digests =
        [
            Digest(Given.Options(Template)),
            Digest(Given.Options(Given.Template("services: { a: { image: y, environment: { A: \"${A:-}\", B: \"${B:-}\" } } }"))),
            Digest(Given.Options(Template, project: "acme-2")),
            Digest(Given.Options(Template, variables: new() { ["A"] = "1" })),
            Digest(Given.Options(Template, variables: new() { ["A"] = "2" })),
            Digest(Given.Options(Template, variables: new() { ["B"] = "1" })),
            Digest(Given.Options(Template, secrets: new() { ["A"] = "1" })),
            Digest(Given.Options(Template, domain: "example.com")),
            Digest(Given.Options(Template, domain: "b.example.com")),
            Digest(Given.Options(Template, labels: new() { ["a"] = "b" })),
            Digest(Given.Options(Template, labels: new() { ["ab"] = "" })),
            Digest(Given.Options(Template, limits: new ProjectLimits { MemoryBytes = 1024 * 1024 * 64 })),
            Digest(Given.Options(Template, limits: new ProjectLimits { Cpus = 0.5 })),
            Digest(Given.Options(Template, limits: new ProjectLimits { Pids = 100 })),
            Digest(Given.Options(Template, profiles: ["p"])),
            Digest(Given.Options(Template, salt: new byte[16])),
        ];
        Assert.Equal(digests.Length, digests.Distinct().Count());
        Assert.All(digests, digest => Assert.Matches("^sha256:[0-9a-f]{64}$", digest));
    }

    [Fact]
    public void The_same_revision_has_the_same_digest_wherever_it_lies_and_in_whatever_order_it_is_given()
    {
        string one = Digest(Given.Options(Template, variables: new() { ["A"] = "1", ["B"] = "2" }, labels: new() { ["x"] = "1", ["y"] = "2" }, profiles: ["p", "q"], workingDirectory: "/srv/a"));
        string other = Digest(Given.Options(Template, variables: new() { ["B"] = "2", ["A"] = "1" }, labels: new() { ["y"] = "2", ["x"] = "1" }, profiles: ["q", "p", "p"], workingDirectory: "/srv/b"));
        Assert.Equal(one, other);
    }

    private static string Digest(TemplateResolveOptions options) => TemplateResolver.Resolve(options).RevisionDigest;
}
