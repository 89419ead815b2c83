using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Provisioning.Tests;

public sealed class DecoratorTests : IDisposable
{
    private static readonly ProjectId Acme = ProjectId.Parse("acme");

    private readonly FakeTimeProvider _time = new();
    private readonly LogRecorder _log = new();

    public static TheoryData<string> Operations =>
        ["provision", "start", "stop", "delete", "restore", "purge", "plan", "find", "status", "list", "logs"];

    public void Dispose() => _log.Dispose();

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task Every_call_is_logged_with_its_outcome_and_duration(string operation)
    {
        var fake = new FakeProvider("logged");
        fake.Answer = id =>
        {
            _time.Advance(TimeSpan.FromSeconds(1.5));
            return Task.FromResult(fake.Project(id));
        };
        using ServiceProvider services = Build(fake, builder => builder.UseLogging());
        await CallAsync(services.GetRequiredService<IProvisioningProvider>(), operation);
        LogRecorder.Entry[] entries = [.. _log.Entries.Where(entry => entry.Id > 1000)];
        Assert.Equal([(1001, LogLevel.Debug), (1002, LogLevel.Information)], entries.Select(entry => (entry.Id, entry.Level)));
        Assert.All(entries, entry => Assert.Contains($"'{operation}'", entry.Message, StringComparison.Ordinal));
        Assert.All(entries, entry => Assert.Contains("'logged'", entry.Message, StringComparison.Ordinal));
        Assert.Contains(operation == "list" ? "3.000 s" : "1.500 s", entries[1].Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task A_failure_is_logged_with_its_code_and_reaches_the_caller_as_it_was(string operation)
    {
        var failure = new ProvisioningException("It broke.") { ErrorCode = ProvisioningErrorCode.PortNotAvailable };
        var fake = new FakeProvider { Answer = _ => Task.FromException<ProvisionedProject>(failure) };
        using ServiceProvider services = Build(fake, builder => builder.UseLogging());
        Assert.Same(failure, await Record.ExceptionAsync(() => CallAsync(services.GetRequiredService<IProvisioningProvider>(), operation)));
        LogRecorder.Entry entry = Assert.Single(_log.Entries, item => item.Id is > 1001);
        Assert.Equal((1004, LogLevel.Error), (entry.Id, entry.Level));
        Assert.Contains("(port_not_available): It broke.", entry.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cancellation_is_not_logged_as_an_error()
    {
        var fake = new FakeProvider { Answer = _ => Task.FromException<ProvisionedProject>(new TaskCanceledException()) };
        using ServiceProvider services = Build(fake, builder => builder.UseLogging());
        await Assert.ThrowsAsync<TaskCanceledException>(() => services.GetRequiredService<IProvisioningProvider>().StopAsync(Acme));
        Assert.Equal((1003, LogLevel.Information), Assert.Single(_log.Entries.Where(item => item.Id is > 1001).Select(item => (item.Id, item.Level))));
    }

    [Fact]
    public async Task No_log_line_has_a_secret_at_any_level()
    {
        const string Canary = "canary-5ecr3t";
        using ServiceProvider services = Build(new FakeProvider(), builder => builder.UseLogging().UseOpenTelemetry());
        await services.GetRequiredService<IProvisioningProvider>().ProvisionAsync(new ProvisionRequest
        {
            ProjectId = Acme,
            Template = ProjectTemplate.FromCompose("t", "services: {}"),
            Secrets = new Dictionary<string, Secret> { ["PASSWORD"] = new(Canary) },
        });
        Assert.NotEmpty(_log.Entries);
        Assert.All(_log.Entries, entry => Assert.DoesNotContain(Canary, entry.Message, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task Every_call_is_traced_and_measured(string operation)
    {
        string name = "traced-" + Guid.NewGuid().ToString("N"); // listeners hear every test of the process
        using var telemetry = new TelemetryRecorder(name);
        var fake = new FakeProvider(name);
        fake.Answer = id =>
        {
            _time.Advance(TimeSpan.FromSeconds(2));
            return Task.FromResult(fake.Project(id));
        };
        using ServiceProvider services = Build(fake, builder => builder.UseOpenTelemetry());
        await CallAsync(services.GetRequiredService<IProvisioningProvider>(), operation);
        Activity activity = Assert.Single(telemetry.Activities);
        Assert.Equal($"{operation} {name}", activity.DisplayName);
        Assert.Equal(ActivityKind.Client, activity.Kind);
        Assert.Equal(operation, activity.GetTagItem(ProvisioningDiagnostics.OperationNameTag));
        Assert.Equal(operation == "list" ? null : "acme", activity.GetTagItem(ProvisioningDiagnostics.ProjectIdTag));
        Assert.Equal(ActivityStatusCode.Unset, activity.Status);
        (double seconds, Dictionary<string, object?> tags) = Assert.Single(telemetry.Measurements);
        Assert.Equal(operation == "list" ? 4 : 2, seconds, precision: 6);
        Assert.Equal([ProvisioningDiagnostics.OperationNameTag, ProvisioningDiagnostics.ProviderNameTag], tags.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(operation, tags[ProvisioningDiagnostics.OperationNameTag]);
    }

    [Theory]
    [InlineData("provision", true, "not_found")]
    [InlineData("list", true, "not_found")]
    [InlineData("stop", false, "System.TimeoutException")]
    public async Task A_failure_has_its_error_type(string operation, bool known, string errorType)
    {
        string name = "traced-" + Guid.NewGuid().ToString("N");
        using var telemetry = new TelemetryRecorder(name);
        Exception failure = known ? new ProjectNotFoundException() : new TimeoutException();
        var fake = new FakeProvider(name) { Answer = _ => Task.FromException<ProvisionedProject>(failure) };
        using ServiceProvider services = Build(fake, builder => builder.UseOpenTelemetry());
        Assert.Same(failure, await Record.ExceptionAsync(() => CallAsync(services.GetRequiredService<IProvisioningProvider>(), operation)));
        Activity activity = Assert.Single(telemetry.Activities);
        Assert.Equal(ActivityStatusCode.Error, activity.Status);
        Assert.Equal(errorType, activity.GetTagItem(ProvisioningDiagnostics.ErrorTypeTag));
        Assert.Equal(errorType, Assert.Single(telemetry.Measurements).Tags[ProvisioningDiagnostics.ErrorTypeTag]);
    }

    private static async Task CallAsync(IProvisioningProvider provider, string operation)
    {
        var request = new ProvisionRequest { ProjectId = Acme, Template = ProjectTemplate.FromCompose("t", "services: {}") };
        switch (operation)
        {
            case "list":
                Assert.Equal(2, await provider.ListAsync().CountAsync());
                break;
            case "logs":
                Assert.Equal(1, await provider.ReadLogsAsync(Acme).CountAsync());
                break;
            default:
                await (operation switch
                {
                    "provision" => provider.ProvisionAsync(request),
                    "start" => provider.StartAsync(Acme),
                    "stop" => provider.StopAsync(Acme),
                    "delete" => provider.DeleteAsync(Acme),
                    "restore" => provider.RestoreAsync(Acme),
                    "purge" => provider.PurgeAsync(Acme),
                    "plan" => provider.PlanAsync(request),
                    "find" => provider.FindAsync(Acme),
                    "status" => (Task)provider.GetStatusAsync(Acme),
                    _ => throw new ArgumentOutOfRangeException(nameof(operation)),
                });
                break;
        }
    }

    private ServiceProvider Build(FakeProvider fake, Action<IProvisioningBuilder> configure)
    {
        IProvisioningBuilder builder = new ServiceCollection()
            .AddSingleton<TimeProvider>(_time)
            .AddLogging(logging => logging.AddProvider(_log).SetMinimumLevel(LogLevel.Trace))
            .AddProvisioning(options => options.Provider = "a")
            .AddProvider("a", (_, _) => fake);
        configure(builder);
        return builder.Services.BuildServiceProvider();
    }

    private sealed class TelemetryRecorder : IDisposable
    {
        private readonly ActivityListener _activities;
        private readonly MeterListener _meters = new();

        public TelemetryRecorder(string providerName)
        {
            _activities = new ActivityListener
            {
                ShouldListenTo = source => source.Name == ProvisioningDiagnostics.ActivitySourceName,
                Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
                ActivityStopped = activity =>
                {
                    if (Equals(activity.GetTagItem(ProvisioningDiagnostics.ProviderNameTag), providerName))
                    {
                        Activities.Add(activity);
                    }
                },
            };
            ActivitySource.AddActivityListener(_activities);
            _meters.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == ProvisioningDiagnostics.MeterName && instrument.Name == ProvisioningDiagnostics.OperationDurationMetricName)
                {
                    Assert.Equal("s", instrument.Unit);
                    listener.EnableMeasurementEvents(instrument);
                }
            };
            _meters.SetMeasurementEventCallback<double>((_, value, tags, _) =>
            {
                Dictionary<string, object?> read = tags.ToArray().ToDictionary(tag => tag.Key, tag => tag.Value);
                if (Equals(read[ProvisioningDiagnostics.ProviderNameTag], providerName))
                {
                    Measurements.Add((value, read));
                }
            });
            _meters.Start();
        }

        public List<Activity> Activities { get; } = [];

        public List<(double Seconds, Dictionary<string, object?> Tags)> Measurements { get; } = [];

        public void Dispose()
        {
            _activities.Dispose();
            _meters.Dispose();
        }
    }
}
