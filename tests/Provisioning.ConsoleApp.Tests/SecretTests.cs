namespace Provisioning.ConsoleApp.Tests;

/// <summary>How secrets come in, and that they never come out.</summary>
public sealed class SecretTests : IDisposable
{
    private readonly TestApp _app = new();
    private string? _received;

    public SecretTests() => _app.Provider.ServiceBehavior = service =>
    {
        _received = service.Environment.GetValueOrDefault("POSTGRES_PASSWORD") ?? _received;
        return null;
    };

    public void Dispose() => _app.Dispose();

    [Fact]
    public async Task A_secret_of_the_command_line_reaches_the_project_as_it_is()
    {
        await _app.SucceedAsync("provision", "acme", "-t", "template", "--secret", "DB_PASSWORD=@file=-with=signs");

        Assert.Equal("@file=-with=signs", _received);
    }

    [Fact]
    public async Task A_secret_is_read_from_the_environment()
    {
        _app.Environment["DB_PASSWORD"] = "from the environment";
        _app.WriteFile(".env", "DB_PASSWORD=from-the-file\n");

        await _app.SucceedAsync("provision", "acme", "-t", "template", "--secret", "DB_PASSWORD");

        Assert.Equal("from the environment", _received);
    }

    [Fact]
    public async Task A_secret_is_read_from_the_env_file_of_the_working_directory()
    {
        _app.WriteFile(".env", "# comment\nDB_PASSWORD='from the $file'\n");

        await _app.SucceedAsync("provision", "acme", "-t", "template", "--secret", "DB_PASSWORD");

        Assert.Equal("from the $file", _received);
    }

    [Theory]
    [InlineData("hidden\n", "hidden")]
    [InlineData("hidden\r\n", "hidden")]
    [InlineData("two\nlines\n\n", "two\nlines\n")]
    [InlineData(" as it is ", " as it is ")]
    public async Task A_secret_is_read_from_a_file_without_its_last_newline(string content, string expected)
    {
        _app.WriteFile("secret.txt", content);

        await _app.SucceedAsync("provision", "acme", "-t", "template", "--secret-file", "DB_PASSWORD=secret.txt");

        Assert.Equal(expected, _received);
    }

    [Fact]
    public async Task A_secret_is_read_from_standard_input()
    {
        _app.Input = "hidden\n";

        await _app.SucceedAsync("provision", "acme", "-t", "template", "--secret-file", "DB_PASSWORD=-");

        Assert.Equal("hidden", _received);
    }

    [Theory]
    [InlineData("table", false)]
    [InlineData("table", true)]
    [InlineData("json", false)]
    public async Task A_secret_is_in_no_output_of_any_command(string output, bool terminal)
    {
        _app.IsTerminal = terminal;
        _app.Environment["DB_PASSWORD"] = TestApp.SecretCanary;
        string[][] commands =
        [
            ["plan", "acme", "-t", "template", "--secret", "DB_PASSWORD"],
            ["provision", "acme", "-t", "template", "--secret", "DB_PASSWORD"],
            ["provision", "acme", "-t", "template", "--secret", $"DB_PASSWORD={TestApp.SecretCanary}2"],
            ["status", "acme"],
            ["list"],
            ["logs", "acme"],
            ["repair", "acme"],
            ["doctor"],
            ["restore", "acme"],
            ["stop", "acme"],
            ["start", "acme"],
            ["delete", "acme"],
            ["restore", "acme"],
            ["status", "nobody"],
            ["purge", "acme", "--yes"],
        ];
        foreach (string[] command in commands)
        {
            AppResult result = await _app.RunAsync([.. command, "--output", output, "--verbose"]);

            Assert.DoesNotContain(TestApp.SecretCanary, result.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task An_endpoint_is_shown_with_its_secret_only_when_that_is_asked_for()
    {
        _app.Decorate = provider => new RevealingProvider(provider);
        await _app.ProvisionAsync();

        AppResult hidden = await _app.SucceedAsync("status", "acme");
        AppResult shown = await _app.SucceedAsync("status", "acme", "--reveal");

        Assert.Contains("postgresql://postgres:***@", hidden.Out, StringComparison.Ordinal);
        Assert.Contains($"postgresql://postgres:{TestApp.SecretCanary}@", shown.Out, StringComparison.Ordinal);
        Assert.DoesNotContain(TestApp.SecretCanary, hidden.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Revealing_is_refused_before_anything_is_done_where_only_the_provider_knows_the_secrets_and_cannot()
    {
        await _app.ProvisionElsewhereAsync("acme");
        _app.Decorate = provider => new RevealingProvider(provider) { Cannot = true };

        AppResult result = await _app.RunAsync("provision", "acme", "-t", "template", "--set", "GREETING=other", "--reveal");

        Assert.Equal(ExitCode.Failed, result.ExitCode);
        Assert.StartsWith("error [not_supported]", result.Error, StringComparison.Ordinal);
        Assert.Contains("Generation  1", (await _app.SucceedAsync("status", "acme")).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stored_secret_lies_in_no_file_in_the_clear_and_nobody_else_can_read_the_key()
    {
        await _app.SucceedAsync("provision", "acme", "-t", "template", "--secret", "DB_PASSWORD=" + TestApp.SecretCanary);

        string[] files = Directory.GetFiles(_app.StateDirectory, "*", SearchOption.AllDirectories);
        Assert.Contains(files, file => Path.GetFileName(file) == "projects.db");
        foreach (string file in files)
        {
            Assert.DoesNotContain(TestApp.SecretCanary, System.Text.Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file)), StringComparison.Ordinal);
        }

        if (!OperatingSystem.IsWindows())
        {
            string folder = Path.Combine(_app.StateDirectory, ".projects");
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(folder, "key")));
        }
    }

    [Fact]
    public async Task A_generated_secret_is_the_same_ever_after_also_in_a_repair()
    {
        await _app.ProvisionAsync();
        string? generated = _received;
        Assert.Equal(24, generated?.Length);
        await _app.SucceedAsync("provision", "acme", "-t", "template", "--set", "GREETING=other");
        await _app.SucceedAsync("delete", "acme");

        Assert.Equal(ExitCode.Conflict, (await _app.RunAsync("repair", "acme")).ExitCode);
        _received = null;
        await _app.SucceedAsync("repair", "acme", "--restore");

        Assert.Equal(generated, _received);
    }

    [Fact]
    public async Task Without_the_key_a_repair_says_that_it_is_lost()
    {
        await _app.ProvisionAsync();
        File.Delete(Path.Combine(_app.StateDirectory, ".projects", "key"));

        AppResult result = await _app.RunAsync("repair", "acme");

        Assert.Equal(ExitCode.Failed, result.ExitCode);
        Assert.StartsWith("error [keys_lost]", result.Error, StringComparison.Ordinal);
    }

    private sealed class RevealingProvider(IProvisioningProvider inner) : DelegatingProvisioningProvider(inner), IProjectEndpointRevealer
    {
        public bool Cannot { get; init; }

        public override object? GetService(Type serviceType, object? serviceKey = null) =>
            serviceType == typeof(IProjectEndpointRevealer) ? (Cannot ? null : this) : base.GetService(serviceType, serviceKey);

        public Task<IReadOnlyDictionary<string, Secret>> RevealEndpointsAsync(ProjectId projectId, CancellationToken cancellationToken = default) =>
            Task.FromResult<IReadOnlyDictionary<string, Secret>>(new Dictionary<string, Secret>(StringComparer.Ordinal)
            {
                ["db"] = new($"postgresql://postgres:{TestApp.SecretCanary}@127.0.0.1:20000/postgres"),
            });
    }
}
