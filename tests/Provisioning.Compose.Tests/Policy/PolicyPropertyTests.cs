using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace Provisioning.Compose.Tests.Policy;

/// <summary>However a path is spelled, what it means decides.</summary>
public sealed class PolicyPropertyTests
{
    private static readonly string[] Noise = ["/", "//", "/./", "/x/../", "/a/b/../../", "/.//"];

    [Property(MaxTest = 500)]
    public Property The_socket_is_known_in_every_spelling() => Prop.ForAll(Spellings(["var", "run", "docker.sock"]).ToArbitrary(), Spellings(["run", "docker.sock"]).ToArbitrary(), (one, other) =>
    {
        Assert.Equal("policy_docker_socket", Check(one));
        Assert.Equal("policy_docker_socket", Check(other));
        Assert.Equal("policy_docker_socket", Check("/srv/acme/../.." + one));
    });

    [Property(MaxTest = 500)]
    public Property A_path_is_the_hosts_exactly_when_it_leaves_the_template() => Prop.ForAll(Gen.Elements("..", ".", "a", "b", "").NonEmptyListOf().ToArbitrary(), parts =>
    {
        string path = "/srv/acme/" + string.Join('/', parts);
        string? code = Check(path);
        string full = System.IO.Path.GetFullPath(path).TrimEnd('/');
        bool inside = full == "/srv/acme" || full.StartsWith("/srv/acme/", StringComparison.Ordinal);
        Assert.Equal(inside, code is null);
    });

    private static Gen<string> Spellings(string[] parts)
    {
        Gen<string> result = Gen.Constant(string.Empty);
        foreach (string part in parts)
        {
            result = result.SelectMany(left => Gen.Elements(Noise).Select(noise => left + noise + part));
        }

        return result.SelectMany(path => Gen.Elements(string.Empty, "/", "/.").Select(end => path + end));
    }

    private static string? Check(string source)
    {
        var project = new ComposeProject
        {
            Name = "acme",
            WorkingDirectory = "/srv/acme",
            Services = new Dictionary<string, ComposeService>
            {
                ["web"] = new() { Name = "web", Volumes = [new ComposeMount { Type = "bind", Source = source, Target = "/x" }] },
            },
        };
        return TemplatePolicy.Strict.Check(project).SingleOrDefault()?.Code;
    }
}
