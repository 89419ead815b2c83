using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text;
using System.Text.Json;
using Provisioning.Testing.Coolify;

namespace Provisioning.Coolify.Tests.Faults;

/// <summary>Neither a secret nor the token shows anywhere: logs at Trace, exceptions, results, progress, metrics, activities, and what Coolify shows to everybody.</summary>
[Collection("listens to everything")]
public sealed class LeakTests
{
    private const string Canary = "cAnary\"&<+/=5ecr3t é-value";

    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Theory]
    [InlineData(CoolifySecretPlacement.Variables)]
    [InlineData(CoolifySecretPlacement.Inline)]
    public async Task No_verb_shows_a_secret_when_it_succeeds_or_fails(CoolifySecretPlacement placement)
    {
        var seen = new ConcurrentQueue<string>();
        using var logs = new CoolifyHost.RecordedLogs();
        using ActivityListener activities = ListenToActivities(seen);
        using MeterListener metrics = ListenToMetrics(seen);
        using var host = new FakeHost(placement: placement, logs: logs, speed: 20);
        ProjectId project = ProjectId.Parse("acme");
        ProvisionRequest Request(string version = "1") => TestTemplates.Request("acme", version, secret: Canary);
        (string Name, Func<IProvisioningProvider, ProvisioningOperationOptions, Task<object?>> Act)[] verbs =
        [
            ("provision", async (provider, options) => await provider.ProvisionAsync(Request(), options)),
            ("plan", async (provider, _) => await provider.PlanAsync(Request("2"))),
            ("change", async (provider, options) => await provider.ProvisionAsync(Request("2"), options)),
            ("find", async (provider, _) => await provider.FindAsync(project)),
            ("status", async (provider, _) => await provider.GetStatusAsync(project)),
            ("stop", async (provider, options) => await provider.StopAsync(project, options)),
            ("start", async (provider, options) => await provider.StartAsync(project, options)),
            ("delete", async (provider, options) => await provider.DeleteAsync(project, options)),
            ("conflict", async (provider, options) => await provider.ProvisionAsync(Request(), options)),
            ("restore", async (provider, options) => await provider.RestoreAsync(project, options)),
            ("purge", async (provider, options) => await provider.PurgeAsync(project, options)),
        ];
        FakeCoolifyFault[] faults =
        [
            new(FakeCoolifyFaultKind.Status) { StatusCode = 422 }, new(FakeCoolifyFaultKind.Status) { StatusCode = 500 }, new(FakeCoolifyFaultKind.DropAfter),
            new(FakeCoolifyFaultKind.BadGatewayPage), new(FakeCoolifyFaultKind.TruncatedJson), new(FakeCoolifyFaultKind.SuccessPage),
        ];
        foreach ((string name, Func<IProvisioningProvider, ProvisioningOperationOptions, Task<object?>> act) in verbs)
        {
            foreach (FakeCoolifyFault fault in faults)
            {
                host.Fake.InjectFault(fault, request => request.IsWrite);
                await RunAsync(host, act, seen);
                host.Fake.ClearFaults();
            }

            Exception? exception = await RunAsync(host, act, seen);
            // What was restored although its answer was lost cannot be restored again.
            Assert.True(exception is null || name is "conflict" or "restore", $"{name}: {exception}");
        }

        foreach (FakeCoolifyRequest request in host.Fake.Requests)
        {
            seen.Enqueue(request.ToString());
        }

        foreach (string line in logs.Lines)
        {
            seen.Enqueue(line);
        }

        Assert.True(seen.Count > 100, $"Only {seen.Count} things were seen.");
        foreach (string form in Forms(Canary).Concat(Forms(host.Fake.Token)))
        {
            Assert.DoesNotContain(seen, text => text.Contains(form, StringComparison.OrdinalIgnoreCase));
        }
    }

    private static async Task<Exception?> RunAsync(FakeHost host, Func<IProvisioningProvider, ProvisioningOperationOptions, Task<object?>> act, ConcurrentQueue<string> seen)
    {
        var options = new ProvisioningOperationOptions { Progress = new Listener(seen) };
        Exception? exception = await Record.ExceptionAsync(async () =>
        {
            object? result = await act(host.Provider, options);
            seen.Enqueue(JsonSerializer.Serialize(result) + result);
        });
        if (exception is not null)
        {
            seen.Enqueue(exception.ToString());
            seen.Enqueue(string.Join('\n', (exception as ProvisioningException)?.Details ?? []));
        }

        foreach (FakeCoolifyService service in host.Fake.Services)
        {
            seen.Enqueue(service.Name + service.Description);
        }

        return exception;
    }

    // Anything that holds a piece of it in one of these forms holds the secret.
    private static IEnumerable<string> Forms(string secret) =>
    [
        secret, secret[..12], Convert.ToBase64String(Encoding.UTF8.GetBytes(secret))[..20], Uri.EscapeDataString(secret), System.Net.WebUtility.UrlEncode(secret),
        JsonSerializer.Serialize(secret).Trim('"'), JsonSerializer.Serialize(secret, Relaxed).Trim('"'),
    ];

    private static ActivityListener ListenToActivities(ConcurrentQueue<string> seen)
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name.StartsWith("Provisioning", StringComparison.Ordinal) || source.Name.StartsWith("System.Net", StringComparison.Ordinal),
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity => seen.Enqueue(
                $"{activity.DisplayName} {activity.StatusDescription} {string.Join(' ', activity.TagObjects)} {string.Join(' ', activity.Events.SelectMany(item => item.Tags))} {string.Join(' ', activity.Baggage)}"),
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }

    private static MeterListener ListenToMetrics(ConcurrentQueue<string> seen)
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter.Name.StartsWith("Provisioning", StringComparison.Ordinal))
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => seen.Enqueue($"{instrument.Name} {string.Join(' ', tags.ToArray())}"));
        listener.SetMeasurementEventCallback<long>((instrument, _, tags, _) => seen.Enqueue($"{instrument.Name} {string.Join(' ', tags.ToArray())}"));
        listener.SetMeasurementEventCallback<int>((instrument, _, tags, _) => seen.Enqueue($"{instrument.Name} {string.Join(' ', tags.ToArray())}"));
        listener.Start();
        return listener;
    }

    private sealed class Listener(ConcurrentQueue<string> seen) : IProgress<ProvisioningProgress>
    {
        public void Report(ProvisioningProgress value) => seen.Enqueue(JsonSerializer.Serialize(value));
    }
}
