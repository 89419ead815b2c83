using Provisioning.Testing;

namespace Provisioning.ConsoleApp.Tests;

/// <summary>Questions, cancellation, progress and what is shown when things go half wrong.</summary>
public sealed class BehaviourTests : IDisposable
{
    private readonly TestApp _app = new();

    public void Dispose() => _app.Dispose();

    [Theory]
    [InlineData("y\n", ExitCode.Done)]
    [InlineData("YES\n", ExitCode.Done)]
    [InlineData("n\n", ExitCode.Failed)]
    [InlineData("\n", ExitCode.Failed)]
    [InlineData("", ExitCode.Failed)]
    [InlineData("acme\n", ExitCode.Failed)]
    public async Task Purge_asks_on_a_terminal_and_does_nothing_unless_the_answer_is_yes(string answer, int exitCode)
    {
        await _app.ProvisionAsync();
        _app.IsTerminal = true;
        _app.Input = answer;

        AppResult result = await _app.RunAsync("purge", "acme");

        Assert.Equal(exitCode, result.ExitCode);
        Assert.StartsWith("Purge project acme with all its data? This cannot be undone. [y/N] ", result.Error, StringComparison.Ordinal);
        Assert.Equal(exitCode == ExitCode.Done ? ExitCode.NotFound : ExitCode.Done, (await _app.RunAsync("status", "acme")).ExitCode);
    }

    [Fact]
    public async Task What_endangers_data_is_allowed_only_if_it_is_said()
    {
        StubProvider? provider = null;
        _app.Decorate = inner => provider = new StubProvider(inner);
        await _app.SucceedAsync("provision", "acme", "--template", "template");
        Assert.True(provider!.Request is { AllowDataIncompatible: false, AllowEmptyVolumes: false });
        await _app.SucceedAsync("provision", "acme", "--template", "template", "--allow-data-incompatible");
        Assert.True(provider.Request is { AllowDataIncompatible: true, AllowEmptyVolumes: false });
        await _app.SucceedAsync("provision", "acme", "--template", "template", "--allow-empty-volumes");
        Assert.True(provider.Request is { AllowDataIncompatible: false, AllowEmptyVolumes: true, AdoptExisting: false });
        await _app.SucceedAsync("provision", "acme", "--template", "template", "--adopt-existing");
        Assert.True(provider.Request is { AllowDataIncompatible: false, AllowEmptyVolumes: false, AdoptExisting: true });
    }

    [Fact]
    public async Task A_failed_change_is_rolled_back_only_if_it_is_said()
    {
        StubProvider? provider = null;
        bool canRollBack = true;
        _app.Decorate = inner => provider = new StubProvider(inner) { CanRollBack = canRollBack };
        await _app.SucceedAsync("provision", "acme", "--template", "template");
        Assert.Equal(FailurePolicy.Keep, provider!.FailurePolicy);
        await _app.RunAsync("provision", "acme", "--template", "template", "--roll-back");
        Assert.Equal(FailurePolicy.RollBack, provider.FailurePolicy);

        // What the backend cannot do is refused before it is asked.
        canRollBack = false;
        AppResult result = await _app.RunAsync("provision", "acme", "--template", "template", "--roll-back");
        Assert.NotEqual(ExitCode.Done, result.ExitCode);
        Assert.Contains("FailurePolicy.RollBack", result.Error, StringComparison.Ordinal);
        Assert.Null(provider.Request);
        Assert.NotEqual(ExitCode.Done, (await _app.RunAsync("plan", "acme", "--template", "template", "--roll-back")).ExitCode);
    }

    [Fact]
    public async Task Purge_without_a_terminal_and_without_yes_does_nothing_and_says_what_to_give()
    {
        await _app.ProvisionAsync();
        _app.Input = "y\n";

        AppResult result = await _app.RunAsync("purge", "acme");

        Assert.Equal(ExitCode.WrongUse, result.ExitCode);
        Assert.Contains("--yes", result.Error, StringComparison.Ordinal);
        await _app.SucceedAsync("status", "acme");
    }

    [Fact]
    public async Task Cancelling_ends_with_130_and_the_command_can_be_repeated()
    {
        await _app.ProvisionAsync();
        using var cancellation = new CancellationTokenSource();
        _app.CancellationToken = cancellation.Token;
        _app.Decorate = provider => new StubProvider(provider)
        {
            BeforeStop = async token =>
            {
                await cancellation.CancelAsync();
                await Task.Delay(Timeout.InfiniteTimeSpan, token);
            },
        };

        AppResult cancelled = await _app.RunAsync("stop", "acme");
        _app.CancellationToken = CancellationToken.None;
        _app.Decorate = null;

        Assert.Equal(ExitCode.Cancelled, cancelled.ExitCode);
        Assert.StartsWith("error [cancelled]", cancelled.Error, StringComparison.Ordinal);
        await _app.SucceedAsync("stop", "acme");
    }

    [Theory]
    [InlineData("table")]
    [InlineData("json")]
    public async Task Following_logs_ends_with_success_when_it_is_cancelled(string output)
    {
        _app.Provider.ServiceBehavior = _ => new InMemoryServiceBehavior { OutputLines = { "hello" } };
        await _app.ProvisionAsync();
        using var cancellation = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        _app.CancellationToken = cancellation.Token;

        AppResult result = await _app.RunAsync("logs", "acme", "--follow", "--service", "api", "--output", output);

        Assert.Equal(ExitCode.Done, result.ExitCode);
        Assert.Equal(output == "json" ? 1 : 0, result.Out.Count(character => character == ']'));
        Assert.Contains("hello", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_operation_that_takes_too_long_ends_with_6()
    {
        // A deadline by the clock of the test: each step takes a minute of it.
        _app.Provider.BeforeStep = (_, _) =>
        {
            _app.Time.Advance(TimeSpan.FromMinutes(1));
            return Task.CompletedTask;
        };

        AppResult result = await _app.RunAsync("provision", "acme", "-t", "template", "--timeout", "90s");

        Assert.Equal(ExitCode.TimedOut, result.ExitCode);
        Assert.StartsWith("error [timed_out]", result.Error.Split('\n').First(line => line.StartsWith("error", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_busy_project_ends_with_4()
    {
        await _app.ProvisionAsync();
        _app.Decorate = provider => new StubProvider(provider) { StopFailure = new ProjectBusyException("Another operation runs.") };

        Assert.Equal(ExitCode.Conflict, (await _app.RunAsync("stop", "acme")).ExitCode);
    }

    [Fact]
    public async Task A_backend_that_cannot_be_reached_ends_with_5()
    {
        _app.Decorate = provider => new StubProvider(provider) { StatusFailure = new ProviderUnavailableException("No engine answers.") };

        Assert.Equal(ExitCode.Unreachable, (await _app.RunAsync("status", "acme")).ExitCode);
    }

    [Fact]
    public async Task An_operation_that_succeeded_stays_a_success_when_the_look_after_it_fails()
    {
        await _app.ProvisionAsync();
        _app.Decorate = provider => new StubProvider(provider) { StatusFailure = new ProviderUnavailableException("The engine went away.") };

        AppResult text = await _app.SucceedAsync("stop", "acme");
        AppResult json = await _app.SucceedAsync("stop", "acme", "--output", "json");

        Assert.Contains("warning: the services could not be looked at: The engine went away.", text.Error, StringComparison.Ordinal);
        Assert.Contains("\"state\": \"stopped\"", json.Out, StringComparison.Ordinal);
        Assert.Empty(json.Error);
    }

    [Fact]
    public async Task A_defect_is_told_without_a_stack_trace_unless_asked_for()
    {
        await _app.ProvisionAsync();
        _app.Decorate = provider => new StubProvider(provider) { StopFailure = new InvalidOperationException("Unexpected.") };

        AppResult brief = await _app.RunAsync("stop", "acme");
        AppResult verbose = await _app.RunAsync("stop", "acme", "--verbose");

        Assert.Equal(ExitCode.Failed, brief.ExitCode);
        Assert.DoesNotContain("   at ", brief.Error, StringComparison.Ordinal);
        Assert.Contains("   at ", verbose.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verbose_writes_logs_to_standard_error_only()
    {
        AppResult result = await _app.SucceedAsync("provision", "acme", "-t", "template", "--verbose", "--output", "json");

        Assert.Contains("information Provisioning.", result.Error, StringComparison.Ordinal);
        using var document = System.Text.Json.JsonDocument.Parse(result.Out);
    }

    [Fact]
    public async Task Progress_lives_on_a_terminal_and_leaves_the_cursor_visible()
    {
        _app.IsTerminal = true;

        AppResult result = await _app.ProvisionAsync();

        Assert.Contains("provision acme", result.Error, StringComparison.Ordinal);
        Assert.Contains("start container api", result.Error, StringComparison.Ordinal);
        Assert.True(result.Error.LastIndexOf("\e[?25h", StringComparison.Ordinal) > result.Error.LastIndexOf("\e[?25l", StringComparison.Ordinal));
        Assert.Contains("\e[32mrunning\e[0m", result.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("NO_COLOR", "1")]
    [InlineData("TERM", "dumb")]
    public async Task Colours_are_left_out_where_they_are_not_wanted(string variable, string value)
    {
        await _app.ProvisionAsync();
        _app.IsTerminal = true;
        _app.Environment[variable] = value;

        Assert.DoesNotContain('\e', (await _app.SucceedAsync("status", "acme")).Out);
    }

    [Fact]
    public async Task Nothing_but_the_document_is_written_with_json()
    {
        AppResult result = await _app.SucceedAsync("provision", "acme", "-t", "template", "--output", "json");

        Assert.Empty(result.Error);
    }

    [Fact]
    public void Text_of_others_cannot_steer_the_terminal()
    {
        Assert.Equal("a\\u001b[2Jb\\u000dc\\u009b1m\\u202ed", TerminalText.Clean("a\u001b[2Jb\rc\u009b1m\u202ed"));
        Assert.Equal("plain\ttext é", TerminalText.Clean("plain\ttext é"));
        Assert.Equal("green", TerminalText.Clean("\u001b[1;32mgreen\u001b[0m"));
        Assert.Equal("a\\u000ab", TerminalText.Clean("a\nb"));
        Assert.Equal("a\nb", TerminalText.CleanLines("a\nb"));
    }

    [Fact]
    public async Task Doctor_checks_the_way_to_the_backend()
    {
        await _app.ProvisionAsync();

        AppResult healthy = await _app.SucceedAsync("doctor");
        _app.Decorate = provider => new UnreachableProvider(provider);
        AppResult sick = await _app.RunAsync("doctor");

        Assert.Contains("1 running", healthy.Out, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Unreachable, sick.ExitCode);
        Assert.Contains("Start the engine.", sick.Out, StringComparison.Ordinal);
    }

    private sealed class UnreachableProvider(IProvisioningProvider inner) : DelegatingProvisioningProvider(inner)
    {
        public override IAsyncEnumerable<ProvisionedProject> ListAsync(ProjectListOptions? options = null, CancellationToken cancellationToken = default) =>
            throw new ProviderUnavailableException("No engine answers. Start the engine.");
    }
}
