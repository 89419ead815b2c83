using System.Net;
using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.Logging;
using Provisioning.Local.Tests.Fakes;

namespace Provisioning.Local.Tests.Provider;

/// <summary>A project's secrets are in no error, no log and no progress, however the engine or a service writes them.</summary>
public sealed class SecretMaskerTests
{
    private const string Value = "p\"a's$s+w/ö rd&1<2>=";

    [Fact]
    public void A_secret_is_found_however_it_is_written()
    {
        var masker = new SecretMasker([Value]);
        byte[] bytes = Encoding.UTF8.GetBytes(Value);
        string[] written =
        [
            Value, Uri.EscapeDataString(Value), Uri.EscapeDataString(Value).ToLowerInvariant(), WebUtility.UrlEncode(Value), WebUtility.HtmlEncode(Value), JsonSerializer.Serialize(Value)[1..^1],
            Convert.ToBase64String(bytes), Convert.ToBase64String(bytes).TrimEnd('='), Convert.ToHexString(bytes), Convert.ToHexStringLower(bytes), Value.Replace("'", "'\\''", StringComparison.Ordinal), Value.Replace("$", "$$", StringComparison.Ordinal),
        ];
        Assert.All(written, text => Assert.Equal("a *** b", masker.Mask($"a {text} b")));
    }

    [Fact]
    public void Lines_of_a_secret_and_its_whitespace_in_one_line_are_found_and_short_values_are_left()
    {
        var masker = new SecretMasker(["first line\n  second\tline", "abc"]);
        Assert.Equal("*** | *** | ***, abc", masker.Mask("first line | second\tline | first line second line, abc"));
    }

    [Fact]
    public void What_was_cut_in_the_middle_of_a_secret_does_not_show_its_first_half()
    {
        var masker = new SecretMasker(["correct-horse", "correct-battery"]);
        Assert.Equal("denied for ***...", masker.Mask("denied for correct-hor..."));
        Assert.Equal("denied for ***...", masker.Mask("denied for correct-..."));
        Assert.Equal("denied for cor...", masker.Mask("denied for cor..."));
        Assert.Equal("denied for correct-hor", masker.Mask("denied for correct-hor"));
    }

    [Fact]
    public void No_masked_text_holds_the_secret() => Prop.ForAll(
        Gen.Elements("abcd%+/ \"'<&$=é0".ToCharArray()).ArrayOf().Where(characters => characters.Length is >= 4 and < 20).Select(characters => new string(characters)).ToArbitrary(),
        ArbMap.Default.ArbFor<NonNull<string>>(),
        (secret, around) => secret.Trim().Length < 4 || !new SecretMasker([secret]).Mask(around.Get + secret + around.Get).Contains(secret, StringComparison.Ordinal)).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("CreateNetwork")]
    [InlineData("CreateContainer")]
    [InlineData("UploadArchive")]
    [InlineData("StartContainer")]
    [InlineData("PullImage")]
    [InlineData("ListContainers")]
    [InlineData("Exec")]
    public async Task Whatever_the_engine_quotes_is_masked_in_errors_causes_details_records_logs_and_progress(string method)
    {
        using var harness = new LocalHarness(options => options.Policy = Compose.TemplatePolicy.Unrestricted);
        harness.Engine.AddRegistryImage("busybox:3");
        var logger = new ListLogger();
        var progress = new List<string>();
        string words = $"cannot do it with {Value}, {Convert.ToBase64String(Encoding.UTF8.GetBytes(Value))} or {Uri.EscapeDataString(Value)}";
        harness.Engine.FailBefore(method, method == "CreateContainer" ? FakeEngineClient.Refusal(HttpStatusCode.NotFound, "create", "No such image: " + words) : FakeEngineClient.Refusal(HttpStatusCode.BadRequest, "a call", words));
        LocalProvisioningProvider provider = harness.NewProvider(logger: logger);
        var request = new ProvisionRequest
        {
            ProjectId = LocalHarness.Acme,
            Template = ProjectTemplate.FromCompose("test", """
                x-provisioning: { secrets: { PASSWORD: {} } }
                services:
                  web:
                    image: "busybox:3"
                    environment: { PASSWORD: "${PASSWORD}" }
                    volumes: [ "data:/data" ]
                    configs: [ { source: c, target: /c } ]
                    post_start: [ { command: [ a ] } ]
                volumes: { data: {} }
                configs: { c: { content: "${PASSWORD}" } }
                """),
            Secrets = new Dictionary<string, Secret>(StringComparer.Ordinal) { ["PASSWORD"] = new Secret(Value) },
        };
        var options = new ProvisioningOperationOptions { Progress = new ListProgress(progress) };
        var exception = await Assert.ThrowsAnyAsync<ProvisioningException>(() => provider.ProvisionAsync(request, options));
        AssertClean(exception.ToString());
        Assert.All(exception.Details, AssertClean);
        Assert.Contains(Secret.Mask, exception.ToString(), StringComparison.Ordinal);
        lock (progress)
        {
            Assert.All(progress, AssertClean);
        }

        Assert.All(logger.Lines, AssertClean);
        if (await harness.RecordAsync() is { Operation.Failure.Message: { } recorded })
        {
            AssertClean(recorded);
            AssertClean((await provider.GetStatusAsync(LocalHarness.Acme)).Conditions.Aggregate(string.Empty, (text, condition) => text + condition.Message));
        }
    }

    private static void AssertClean(string text)
    {
        foreach (string form in new[] { Value, Convert.ToBase64String(Encoding.UTF8.GetBytes(Value)), Uri.EscapeDataString(Value) })
        {
            Assert.DoesNotContain(form, text, StringComparison.Ordinal);
        }
    }

    private sealed class ListProgress(List<string> lines) : IProgress<ProvisioningProgress>
    {
        public void Report(ProvisioningProgress value)
        {
            lock (lines)
            {
                lines.Add($"{value.Step} {value.Subject} {value.Message}");
            }
        }
    }

    private sealed class ListLogger : ILogger
    {
        private readonly List<string> _lines = [];

        public IReadOnlyList<string> Lines
        {
            get
            {
                lock (_lines)
                {
                    return [.. _lines];
                }
            }
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (_lines)
            {
                _lines.Add(formatter(state, exception) + exception);
            }
        }
    }
}
