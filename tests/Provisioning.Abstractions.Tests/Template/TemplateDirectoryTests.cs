using System.Runtime.InteropServices;
using System.Text;

namespace Provisioning.Tests;

[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed partial class TemplateDirectoryTests : IDisposable
{
    private const string Canary = "outside-canary";

    private readonly DirectoryInfo _base = Directory.CreateTempSubdirectory("provisioning-template-");
    private readonly string _root;
    private readonly string _outside;

    public TemplateDirectoryTests()
    {
        _root = Path.Combine(_base.FullName, "root");
        _outside = Path.Combine(_base.FullName, "root-outside");
        Directory.CreateDirectory(_root);
        Directory.CreateDirectory(_outside);
        File.WriteAllText(Path.Combine(_outside, "secret"), Canary);
        Write("compose.yaml", "services: {}");
    }

    public void Dispose() => _base.Delete(recursive: true);

    [Fact]
    public async Task A_directory_is_read_with_all_its_files_and_without_what_editors_keep_there()
    {
        Write("conf/a.conf", "a");
        Write("conf/deep/b.conf", "b");
        Write(".env.example", "X=1");
        Write(".git/config", "not part of it");
        Write(".vscode/settings.json", "not part of it");
        Write("empty", "");
        Write("run.sh", "#!/bin/sh");
        File.SetUnixFileMode(Path.Combine(_root, "run.sh"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        ProjectTemplate template = await ProjectTemplate.LoadAsync(_root);
        Assert.Equal([".env.example", "compose.yaml", "conf/a.conf", "conf/deep/b.conf", "empty", "run.sh"], template.Files.Select(file => file.Path));
        Assert.Equal("b", Text(template, "conf/deep/b.conf"));
        Assert.Equal(["run.sh"], template.Files.Where(file => file.IsExecutable).Select(file => file.Path));
        Assert.Equal("root", template.Name);
        Assert.Equal(_root, template.Location);
        Assert.Equal(template.Digest, (await ProjectTemplate.LoadAsync(_root + "/")).Digest);
        Assert.Equal(template.Digest, (await ProjectTemplate.LoadAsync(Path.Combine(_root, "compose.yaml"))).Digest);
    }

    [Fact]
    public async Task The_compose_file_is_the_first_that_is_there_or_the_one_named()
    {
        Write("docker-compose.yml", "b");
        Write("other.yaml", "c");
        Assert.Equal("compose.yaml", (await ProjectTemplate.LoadAsync(_root)).ComposeFile);
        Assert.Equal("other.yaml", (await ProjectTemplate.LoadAsync(Path.Combine(_root, "other.yaml"))).ComposeFile);
        File.Delete(Path.Combine(_root, "compose.yaml"));
        Assert.Equal("docker-compose.yml", (await ProjectTemplate.LoadAsync(_root)).ComposeFile);
    }

    [Fact]
    public async Task What_is_not_there_is_named()
    {
        string missing = Path.Combine(_base.FullName, "nowhere");
        TemplateProblem problem = await ProblemAsync(missing);
        Assert.Equal("template_not_found", problem.Code);
        Assert.Contains(missing, problem.Message, StringComparison.Ordinal);
        File.Delete(Path.Combine(_root, "compose.yaml"));
        problem = await ProblemAsync(_root);
        Assert.Equal("compose_file_missing", problem.Code);
        Assert.Contains("compose.yaml, compose.yml, docker-compose.yaml, docker-compose.yml", problem.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ArgumentException>(() => ProjectTemplate.LoadAsync(" "));
    }

    // Each layout is made of links; "out" stands for the directory outside, "root" for the template's.
    [Theory]
    [InlineData("leak=>out/secret")]
    [InlineData("leak=>../root-outside/secret")]
    [InlineData("sub/leak=>../../root-outside/secret")]
    [InlineData("sub=>out")]
    [InlineData("sub=>../root-outside")]
    [InlineData("sub=>..")]
    [InlineData("sub=>/")]
    [InlineData("a=>b", "b=>out/secret")]
    [InlineData("a=>b", "b=>c", "c=>../root-outside/secret")]
    [InlineData("leak=>root/../root-outside/secret")]
    [InlineData("leak=>sub/../../root-outside/secret", "sub/x=>../compose.yaml")]
    [InlineData(".vscode/d=>out", "leak=>.vscode/d/secret")]
    [InlineData(".git/d=>../../root-outside", "leak=>root/.git/d/secret")]
    [InlineData(".git/d=>/", "leak=>.git/d/proc/self/environ")]
    [InlineData(".git/d=>..", "leak=>.git/d/../root-outside/secret")]
    [InlineData(".idea/d=>out", "sub=>.idea/d")]
    [InlineData("leak=>/proc/self/environ")]
    [InlineData("leak=>/dev/zero")]
    [InlineData("a=>b", "b=>a")]
    [InlineData("compose.yml=>out/secret")]
    [InlineData("self=>root")]
    public async Task A_link_that_leads_out_is_refused_and_not_read(params string[] links)
    {
        foreach (string[] link in links.Select(link => link.Split("=>")))
        {
            string path = Path.Combine(_root, link[0]);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            string target = link[1].StartsWith("out", StringComparison.Ordinal) ? _outside + link[1][3..]
                : link[1].StartsWith("root", StringComparison.Ordinal) ? _root + link[1][4..] : link[1];
            File.CreateSymbolicLink(path, target);
        }

        TemplateException exception = await Assert.ThrowsAsync<TemplateException>(() => ProjectTemplate.LoadAsync(_root).WaitAsync(TimeSpan.FromSeconds(20)));
        Assert.DoesNotContain(Canary, exception.ToString(), StringComparison.Ordinal);
        TemplateProblem problem = Assert.Single(exception.Problems);
        Assert.Equal(links.Contains("b=>a") ? "link_loop" : "link_leaves_template", problem.Code);
        Assert.Contains(links, link => link.StartsWith(problem.File + "=>", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_link_that_stays_inside_is_read_even_when_the_template_is_reached_by_a_link()
    {
        Write("conf/real", "content");
        File.CreateSymbolicLink(Path.Combine(_root, "relative"), "conf/real");
        File.CreateSymbolicLink(Path.Combine(_root, "absolute"), Path.Combine(_root, "conf/real"));
        File.CreateSymbolicLink(Path.Combine(_root, "directory"), "conf");
        string alias = Path.Combine(_base.FullName, "alias");
        File.CreateSymbolicLink(alias, _root);
        foreach (string path in new[] { _root, alias })
        {
            ProjectTemplate template = await ProjectTemplate.LoadAsync(path);
            Assert.Equal(["absolute", "compose.yaml", "conf/real", "directory/real", "relative"], template.Files.Select(file => file.Path));
            Assert.All(new[] { "absolute", "relative", "directory/real" }, file => Assert.Equal("content", Text(template, file)));
        }
    }

    [Fact]
    public async Task A_directory_that_holds_itself_by_a_link_ends_in_an_error()
    {
        Write("a/file", "x");
        File.CreateSymbolicLink(Path.Combine(_root, "a/loop"), "../a");
        TemplateException exception = await Assert.ThrowsAsync<TemplateException>(() => ProjectTemplate.LoadAsync(_root).WaitAsync(TimeSpan.FromSeconds(20)));
        Assert.Equal("link_loop", Assert.Single(exception.Problems).Code);
    }

    [Fact]
    public async Task A_named_pipe_does_not_hold_the_reading_up()
    {
        Assert.Equal(0, MakePipe(Path.Combine(_root, "pipe"), 0b110_000_000));
        ProjectTemplate template = await ProjectTemplate.LoadAsync(_root).WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(0, template.FindFile("pipe")!.Content.Length);
    }

    [Fact]
    public async Task Too_many_or_too_large_files_are_refused_before_they_are_read()
    {
        using (FileStream large = File.Create(Path.Combine(_root, "large")))
        {
            large.SetLength(TemplateDirectoryReader.MaxTotalBytes); // sparse: takes no room
        }

        Assert.Equal("template_too_large", (await ProblemAsync(_root)).Code);
        File.Delete(Path.Combine(_root, "large"));
        for (int i = 0; i < TemplateDirectoryReader.MaxFiles; i++)
        {
            File.Create(Path.Combine(_root, $"f{i}")).Dispose();
        }

        Assert.Equal("template_too_large", (await ProblemAsync(_root)).Code);
        File.Delete(Path.Combine(_root, "f0"));
        Assert.Equal(TemplateDirectoryReader.MaxFiles, (await ProjectTemplate.LoadAsync(_root)).Files.Count);
    }

    [Fact]
    public async Task A_file_that_cannot_be_read_or_named_is_an_error_of_the_template()
    {
        File.CreateSymbolicLink(Path.Combine(_root, "dangling"), "nothing");
        TemplateException exception = await Assert.ThrowsAsync<TemplateException>(() => ProjectTemplate.LoadAsync(_root));
        Assert.Contains("cannot be read", exception.Message, StringComparison.Ordinal);
        Assert.Contains("nothing", exception.Message, StringComparison.Ordinal);
        File.Delete(Path.Combine(_root, "dangling"));
        File.WriteAllText(Path.Combine(_root, "back\\slash"), "x");
        exception = await Assert.ThrowsAsync<TemplateException>(() => ProjectTemplate.LoadAsync(_root));
        Assert.Contains("back\\slash", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cancelled_token_stops_the_reading() =>
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ProjectTemplate.LoadAsync(_root, new CancellationToken(canceled: true)));

    private static string Text(ProjectTemplate template, string path) => Encoding.UTF8.GetString(template.FindFile(path)!.Content.Span);

    private static async Task<TemplateProblem> ProblemAsync(string path) =>
        Assert.Single((await Assert.ThrowsAsync<TemplateException>(() => ProjectTemplate.LoadAsync(path))).Problems);

    [LibraryImport("libc", EntryPoint = "mkfifo", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MakePipe(string path, uint mode);

    private void Write(string path, string text)
    {
        string full = Path.Combine(_root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
    }
}
