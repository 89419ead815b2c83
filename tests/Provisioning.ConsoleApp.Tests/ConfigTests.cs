using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Provisioning.ConsoleApp.Tests;

/// <summary><c>config</c>: what it reads and what it prints. The canonical form itself is tested with the loader.</summary>
public sealed class ConfigTests : IDisposable
{
    private readonly TestApp _app = new();

    public ConfigTests()
    {
        _app.WriteFile("compose.yaml", """
            name: shop
            services:
              web:
                image: web:${TAG:-1}
                volumes: ["data:/data"]
                environment: { GREETING: "${GREETING-none}" }
              built:
                build: .
              extra:
                image: extra:1
                profiles: [more]
            volumes:
              data: {}

            """);
        _app.WriteFile("other.yaml", "services:\n  web:\n    image: other:2\n");
    }

    public void Dispose() => _app.Dispose();

    [Theory]
    [InlineData("", "name: shop")]
    [InlineData("--format json", "\"name\": \"shop\"")]
    [InlineData("--output json", "\"name\": \"shop\"")]
    [InlineData("--output json --format yaml", "name: shop")]
    [InlineData("-p other", "name: other")]
    [InlineData("-f compose.yaml -f other.yaml", "image: other:2")]
    [InlineData("--env-file given.env", "image: web:given")]
    public async Task The_project_is_printed(string options, string expected)
    {
        _app.WriteFile("given.env", "TAG=given\n");

        AppResult result = await _app.SucceedAsync(["config", .. Split(options)]);

        Assert.Contains(expected, result.Out, StringComparison.Ordinal);
        Assert.Empty(result.Error);
    }

    [Theory]
    [InlineData("--services", "built\nweb\n")]
    [InlineData("--services --profile more", "built\nextra\nweb\n")]
    [InlineData("--volumes", "data\n")]
    [InlineData("--images", "shop-built\nweb:1\n")]
    public async Task Names_are_printed_one_a_line(string options, string expected) =>
        Assert.Equal(expected, (await _app.SucceedAsync(["config", .. Split(options)])).Out);

    [Fact]
    public async Task Names_are_an_array_with_json()
    {
        using var document = JsonDocument.Parse((await _app.SucceedAsync("config", "--services", "--output", "json")).Out);

        Assert.Equal(["built", "web"], document.RootElement.EnumerateArray().Select(item => item.GetString()!));
    }

    [Fact]
    public async Task A_hash_changes_with_its_service_only()
    {
        string[] before = (await _app.SucceedAsync("config", "--hash", "*")).Out.Split('\n');
        _app.Environment["TAG"] = "2";
        string[] after = (await _app.SucceedAsync("config", "--hash", "built,web")).Out.Split('\n');

        Assert.Matches("^built [0-9a-f]{64}$", before[0]);
        Assert.Equal(before[0], after[0]);
        Assert.NotEqual(before[1], after[1]);
        Assert.StartsWith("web ", after[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_environment_goes_before_the_env_file()
    {
        _app.WriteFile(".env", "TAG=file\nGREETING=file\n");
        _app.Environment["TAG"] = "process";

        Assert.Contains("image: web:process", (await _app.SucceedAsync("config")).Out, StringComparison.Ordinal);
        Assert.Equal(
            ["COMPOSE_PROJECT_NAME=shop", "GREETING=file", "PROVISIONING__PROVIDER=memory", "TAG=process"],
            (await _app.SucceedAsync("config", "--environment")).Out.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task Relative_paths_are_those_of_the_first_file()
    {
        _app.WriteFile("sub/compose.yaml", "services:\n  web:\n    image: x\n    volumes: [\"./here:/there\"]\n");

        Assert.Contains(Path.Combine(_app.WorkingDirectory, "sub", "here"), (await _app.SucceedAsync("config", "-f", "sub/compose.yaml")).Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-f -", "", "", "/here")]
    [InlineData("-f -", "", "-", "/here")]
    [InlineData("-f - -p other", "other", "", "/here")]
    [InlineData("", "", "-", "/here")]
    [InlineData("-f - --project-directory sub", "sub", "", "/sub/here")]
    [InlineData("-f - -f sub/over.yaml", "sub", "", "/sub/here")]
    public async Task A_file_is_read_from_standard_input(string options, string name, string composeFile, string path)
    {
        _app.WriteFile("sub/over.yaml", "services:\n  web:\n    user: over\n");
        _app.Input = "services:\n  web:\n    image: piped:1\n    volumes: [\"./here:/there\"]\n";
        if (composeFile.Length > 0)
        {
            _app.Environment["COMPOSE_FILE"] = composeFile;
        }

        string text = (await _app.SucceedAsync(["config", .. Split(options)])).Out;

        string expected = name.Length > 0 ? name : Path.GetFileName(_app.WorkingDirectory).ToLowerInvariant();
        Assert.StartsWith($"name: {expected}\n", text, StringComparison.Ordinal);
        Assert.Contains("image: piped:1", text, StringComparison.Ordinal);
        Assert.Contains($"source: {_app.WorkingDirectory}{path}\n", text, StringComparison.Ordinal);
        Assert.Equal(options.Contains("over", StringComparison.Ordinal), text.Contains("user: over", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Standard_input_is_merged_in_its_turn()
    {
        _app.Input = "services:\n  web:\n    image: piped:1\n";

        Assert.Contains("image: piped:1", (await _app.SucceedAsync("config", "-f", "compose.yaml", "-f", "-")).Out, StringComparison.Ordinal);
        Assert.Contains("image: web:1", (await _app.SucceedAsync("config", "-f", "-", "-f", "compose.yaml")).Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("services:\n  web:\n    image: [1]\n", "-:3:")]
    public async Task What_is_wrong_with_standard_input_is_said(string input, string expected)
    {
        _app.Input = input;

        AppResult result = await _app.RunAsync("config", "-f", "-");

        Assert.Equal(ExitCode.WrongUse, result.ExitCode);
        Assert.Contains(expected, result.Error, StringComparison.Ordinal);
    }

    /// <summary>Compose hashes a service with the names of its environment files, which it does not read.</summary>
    [Theory]
    [InlineData("*")]
    [InlineData("web")]
    public async Task A_hash_has_the_names_of_environment_files_in_it(string services)
    {
        _app.WriteFile("compose.yaml", "services:\n  web:\n    image: web:1\n    env_file: a.env\n    environment: { C: '2' }\n");
        string canonical = $$$"""{"command":null,"entrypoint":null,"environment":{"C":"2"},"env_file":["{{{_app.WorkingDirectory}}}/a.env"],"image":"web:1","networks":{"default":null}}""";
        string expected = $"web {Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)))}\n";

        Assert.Equal(expected, (await _app.SucceedAsync("config", "--hash", services)).Out);
        _app.WriteFile("a.env", "A=1\n");
        Assert.Equal(expected, (await _app.SucceedAsync("config", "--hash", services)).Out);
    }

    [Theory]
    [InlineData("-f nowhere.yaml")]
    [InlineData("--hash nobody")]
    [InlineData("--services --volumes")]
    [InlineData("--format xml")]
    [InlineData("-f broken.yaml")]
    [InlineData("--env-file nowhere.env")]
    public async Task What_cannot_be_printed_ends_with_2(string options)
    {
        _app.WriteFile("broken.yaml", "services:\n  web:\n    image: x\n    depends_on: [nobody]\n");

        AppResult result = await _app.RunAsync(["config", .. Split(options)]);

        Assert.True(result.ExitCode == ExitCode.WrongUse, result.ToString());
        Assert.Empty(result.Out);
    }

    [Fact]
    public async Task A_problem_is_shown_with_its_place()
    {
        _app.WriteFile("broken.yaml", "services:\n  web:\n    image: x\n    network_mode: [1]\n");

        Assert.Matches(@"broken\.yaml:4:\d+", (await _app.RunAsync("config", "-f", "broken.yaml")).Error);
    }

    [Fact]
    public async Task No_provider_is_needed()
    {
        _app.Environment.Clear();
        _app.Environment["COOLIFY_API_URL"] = "https://coolify.example.com";

        await _app.SucceedAsync("config");
    }

    private static string[] Split(string options) => options.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
