using System.Text;

namespace Provisioning.Compose.Tests;

public sealed class ComposeLoaderTests
{
    [Fact]
    public void Every_problem_of_a_step_is_reported_with_its_place()
    {
        TemplateException exception = TestProject.Refused("services:\n  api:\n    image: 5\n    ports: x\n    volume: []\n  db:\n    restart: false\n");
        Assert.Equal(
            ["compose.yaml:3:12 services.api.image wrong_type", "compose.yaml:4:12 services.api.ports wrong_type", "compose.yaml:5:13 services.api.volume unknown_key", "compose.yaml:7:14 services.db.restart wrong_type"],
            exception.Problems.Select(static problem => $"{problem.File}:{problem.Line}:{problem.Column} {problem.Path} {problem.Code}"));
        Assert.Contains("'volumes'", exception.Problems[2].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_place_in_an_included_file_is_named_by_that_file()
    {
        ComposeLoadOptions options = Options(new()
        {
            ["compose.yaml"] = "include: [parts/db.yaml]\nservices: {api: {image: x, depends_on: [db]}}\n",
            ["parts/db.yaml"] = "services:\n  db:\n    image: y\n    ports: ['a:b']\n",
        });
        TemplateProblem problem = Assert.Single(Assert.Throws<TemplateException>(() => ComposeLoader.Load(options)).Problems);
        Assert.Equal("parts/db.yaml:4", $"{problem.File}:{problem.Line}");
    }

    [Fact]
    public void The_source_map_finds_elements_and_what_is_around_them()
    {
        ComposeProject project = TestProject.Load("services:\n  api.v1:\n    image: x\n    ports:\n      - 80:80\n      - 81:81\n    labels:\n      a.b: c\n");
        Assert.Equal("compose.yaml:6:9", project.SourceMap.Find("services.api.v1.ports[1]")!.ToString());
        Assert.Equal("compose.yaml:8:12", project.SourceMap.Find("services.api.v1.labels.a.b")!.ToString());
        Assert.Equal("compose.yaml:3:5", project.SourceMap.Find("services.api.v1.nothing[7]")!.ToString());
        Assert.Equal("compose.yaml:1:1", project.SourceMap.Find("nothing")!.ToString());
    }

    [Theory]
    [InlineData("ports: ['${SECRET}:80']")]
    [InlineData("mem_limit: ${SECRET}")]
    [InlineData("stop_grace_period: ${SECRET}")]
    [InlineData("scale: ${SECRET}")]
    [InlineData("cgroup: ${SECRET}")]
    [InlineData("pull_policy: ${SECRET}")]
    [InlineData("volumes: ['aa:bb:cc:${SECRET}']")]
    [InlineData("extra_hosts: ['${SECRET}']")]
    [InlineData("healthcheck: {test: ['${SECRET}']}")]
    [InlineData("command: '${SECRET} \"'")]
    [InlineData("devices: ['${SECRET}:a:b:c']")]
    public void The_value_of_a_variable_is_not_in_a_message(string line)
    {
        TemplateException exception = TestProject.Refused($"services:\n  api:\n    image: x\n    {line}\n", ("SECRET", "hunter2 hunter2"));
        Assert.DoesNotContain("hunter2", exception.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Unset_variables_warn_or_are_all_listed()
    {
        const string Yaml = "services:\n  api:\n    image: x:$A\n    hostname: ${B}\n    user: ${C:-c}\n";
        Assert.Equal(["A", "B"], TestProject.Load(Yaml).Warnings.Select(static warning => warning.Message.Split('\'')[1]));
        ComposeLoadOptions options = Options(new() { ["compose.yaml"] = Yaml }, UnsetVariableBehavior.Error);
        Assert.Equal(["services.api.image", "services.api.hostname"], Assert.Throws<TemplateException>(() => ComposeLoader.Load(options)).Problems.Select(static problem => problem.Path));
    }

    [Theory]
    [InlineData("include: [https://example.invalid/a.yaml]\nservices: {a: {image: x}}")]
    [InlineData("include: [{path: 'oci://example.invalid/a'}]\nservices: {a: {image: x}}")]
    [InlineData("include: ['git@example.invalid:a/b.git']\nservices: {a: {image: x}}")]
    [InlineData("services: {a: {image: x, extends: {file: 'https://example.invalid/a.yaml', service: b}}}")]
    [InlineData("services: {a: {image: x, env_file: 'https://example.invalid/a.env'}}")]
    public void Remote_files_are_refused(string yaml) =>
        Assert.All(TestProject.Refused(yaml).Problems, static problem => Assert.Contains(problem.Code, (string[])["remote_file", "missing_file"]));

    [Fact]
    public void A_remote_build_context_is_data() =>
        Assert.Equal("https://example.invalid/a.git#main", TestProject.Load("services: {a: {build: 'https://example.invalid/a.git#main'}}").Services["a"].Build!.Context);

    [Fact]
    public void A_value_is_not_parsed_again()
    {
        ComposeProject project = TestProject.Load("services: {a: {image: x, environment: {K: '${V}'}, command: ['${V}']}}", ("V", "]}\nservices: ${V} $$ &a *a"));
        Assert.Equal("]}\nservices: ${V} $$ &a *a", project.Services["a"].Environment["K"]);
        Assert.Equal(["]}\nservices: ${V} $$ &a *a"], project.Services["a"].Command!);
    }

    [Fact]
    public void Limits_are_the_callers()
    {
        ComposeLoadOptions options = new()
        {
            WorkingDirectory = "/srv/app",
            FileSystem = new InMemoryComposeFileSystem([new("/srv/app/compose.yaml", Encoding.UTF8.GetBytes("services: {a: {image: x, labels: {b: c}}}"))]),
            Limits = new ComposeLoadLimits { MaxDepth = 2 },
        };
        Assert.Equal("too_deep", Assert.Single(Assert.Throws<TemplateException>(() => ComposeLoader.Load(options)).Problems).Code);
    }

    [Fact]
    public void A_template_is_loaded_from_memory()
    {
        var template = ProjectTemplate.FromFiles("t", "compose.yaml", [new TemplateFile("compose.yaml", "services: {a: {image: x, env_file: conf/a.env}}"u8.ToArray()), new TemplateFile("conf/a.env", "K=v"u8.ToArray())]);
        ComposeProject project = ComposeLoader.Load(new ComposeLoadOptions { WorkingDirectory = "/template", FileSystem = InMemoryComposeFileSystem.FromTemplate(template, "/template") });
        Assert.Equal("template", project.Name);
        Assert.Equal("v", project.Services["a"].Environment["K"]);
        Assert.Equal(["/template/compose.yaml"], project.ComposeFiles);
    }

    [Fact]
    public void The_disk_is_read_and_nothing_of_the_process_is()
    {
        DirectoryInfo directory = Directory.CreateTempSubdirectory("compose-loader");
        try
        {
            File.WriteAllText(Path.Combine(directory.FullName, "compose.yaml"), "name: disk\nservices: {a: {image: 'x:${PATH:-none}'}}\n");
            Assert.Equal("x:none", ComposeLoader.Load(new ComposeLoadOptions { WorkingDirectory = directory.FullName }).Services["a"].Image);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static ComposeLoadOptions Options(Dictionary<string, string> files, UnsetVariableBehavior unset = UnsetVariableBehavior.Warn) => new()
    {
        WorkingDirectory = "/srv/app",
        UnsetVariables = unset,
        FileSystem = new InMemoryComposeFileSystem(files.Select(static file => new KeyValuePair<string, ReadOnlyMemory<byte>>("/srv/app/" + file.Key, Encoding.UTF8.GetBytes(file.Value)))),
    };
}
