using System.Text;

namespace Provisioning.Tests;

public sealed class ProjectTemplateTests
{
    [Theory]
    [InlineData("../x")]
    [InlineData("a/../x")]
    [InlineData("a/..")]
    [InlineData("/etc/passwd")]
    [InlineData("./a")]
    [InlineData("a//b")]
    [InlineData("a/")]
    [InlineData("a\\b")]
    [InlineData("..\\x")]
    [InlineData("a\0b")]
    public void A_file_whose_path_could_leave_the_template_is_refused(string path) =>
        Assert.Contains(path, Assert.Throws<ArgumentException>(() => new TemplateFile(path, ReadOnlyMemory<byte>.Empty)).Message, StringComparison.Ordinal);

    [Fact]
    public void Files_that_cannot_stand_side_by_side_are_refused()
    {
        Assert.Contains("two files 'a'", Assert.Throws<ArgumentException>(() => Template("compose.yaml", ("compose.yaml", ""), ("a", "1"), ("a", "2"))).Message, StringComparison.Ordinal);
        Assert.Contains("no file 'compose.yaml'", Assert.Throws<ArgumentException>(() => Template("compose.yaml", ("a", "1"))).Message, StringComparison.Ordinal);
        Assert.Contains("both as a file and as the directory", Assert.Throws<ArgumentException>(() => Template("compose.yaml", ("compose.yaml", ""), ("a/b", "1"), ("a/b/c", "2"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_digest_depends_on_what_the_template_is_and_on_nothing_else()
    {
        string digest = Template("compose.yaml", ("compose.yaml", "x"), ("a", "1"), ("b", "2")).Digest;
        Assert.Matches("^sha256:[0-9a-f]{64}$", digest);
        Assert.Equal(digest, Template("compose.yaml", ("b", "2"), ("a", "1"), ("compose.yaml", "x")).Digest);
        Assert.Equal(digest, ProjectTemplate.FromFiles("another name", "compose.yaml", Template("compose.yaml", ("compose.yaml", "x"), ("a", "1"), ("b", "2")).Files).Digest);
        ProjectTemplate[] others =
        [
            Template("compose.yaml", ("compose.yaml", "y"), ("a", "1"), ("b", "2")),
            Template("compose.yaml", ("compose.yaml", "x"), ("a", "2"), ("b", "1")),
            Template("compose.yaml", ("compose.yaml", "x"), ("a", "12"), ("b", "")),
            Template("compose.yaml", ("compose.yaml", "x"), ("a1", ""), ("b", "2")),
            Template("compose.yaml", ("compose.yaml", "x"), ("a", "1")),
            Template("compose.yaml", ("compose.yaml", "x"), ("a", "1"), ("b", "2"), ("c", "")),
            Template("a", ("compose.yaml", "x"), ("a", "1"), ("b", "2")),
            ProjectTemplate.FromFiles("t", "compose.yaml", [File("compose.yaml", "x"), new TemplateFile("a", "1"u8.ToArray(), isExecutable: true), File("b", "2")]),
        ];
        Assert.Equal(others.Length + 1, others.Select(other => other.Digest).Append(digest).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void The_digest_is_the_same_in_every_version_of_the_library() =>
        Assert.Equal("sha256:849fa5ce301116b0d4ce235eec25732280d313414837df4ad639bc7a79383dbf", ProjectTemplate.FromCompose("t", "services: {}\n").Digest);

    [Fact]
    public void Files_are_found_by_their_path_and_listed_in_order()
    {
        ProjectTemplate template = Template("compose.yaml", ("z", "3"), ("compose.yaml", "x"), ("conf/nginx.conf", "1"));
        Assert.Equal(["compose.yaml", "conf/nginx.conf", "z"], template.Files.Select(file => file.Path));
        Assert.Equal("1", Encoding.UTF8.GetString(template.FindFile("conf/nginx.conf")!.Content.Span));
        Assert.Null(template.FindFile("conf"));
        Assert.Null(template.Location);
        Assert.StartsWith("t (sha256:", template.ToString(), StringComparison.Ordinal);
    }

    private static ProjectTemplate Template(string composeFile, params (string Path, string Text)[] files) =>
        ProjectTemplate.FromFiles("t", composeFile, files.Select(file => File(file.Path, file.Text)));

    private static TemplateFile File(string path, string text) => new(path, Encoding.UTF8.GetBytes(text));
}
