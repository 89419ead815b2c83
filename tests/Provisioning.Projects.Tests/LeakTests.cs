using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Provisioning.Testing;

namespace Provisioning.Projects.Tests;

/// <summary>A canary in every slot that holds a secret; every call, with success and with failure at every step by a backend that says everything it knows; then everything that came out is searched.</summary>
public sealed class LeakTests
{
    private const string Canary = "c4n\"ry-<7f3a>&/+='x é%20\\";
    private const string Rotated = "r0t\"ted-<9b1c>&/+='y ü%41\\";

    [Fact]
    public async Task No_secret_is_in_anything_that_comes_out()
    {
        var output = new Output();
        var store = new SerializingStore(new InMemoryProjectStore());
        var shared = new Shared { Store = store };
        int failAt = 0;
        int step = 0;
        bool isRotated = false;
        shared.ProviderOptions.BeforeStep = (_, _) => ++step == failAt ? throw Leak(isRotated) : Task.CompletedTask;
        shared.ProviderOptions.ServiceBehavior = context => new InMemoryServiceBehavior
        {
            OutputLines = { string.Join(' ', context.Environment.Select(entry => $"{entry.Key}={entry.Value}")) },
        };
        await using var host = new ProjectsHost(shared, logs: output, logCalls: false);
        using var watching = new CancellationTokenSource();
        Task watch = WatchAsync(host.Projects, output, watching.Token);
        string[] verbs = ["create", "update", "stop", "start", "delete", "restore", "repair-archived", "rotate", "purge"];
        foreach (string verb in verbs)
        {
            isRotated |= verb == "rotate";

            // First with a failure at each step in turn, then through.
            for (failAt = 1; ; failAt++)
            {
                step = 0;
                if (await TryAsync(host.Projects, verb, output))
                {
                    break;
                }

                Assert.True(failAt < 60, verb);
            }

            failAt = 0;
            await LookAsync(host.Projects, output);
        }

        await watching.CancelAsync();
        await watch;
        output.Add("store", string.Join('\n', store.Written));
        Assert.True(output.Count > 500, $"{output.Count} texts");
        foreach (string secret in new[] { Canary, Rotated }.Concat(output.Secrets))
        {
            output.AssertWithout(secret);
        }
    }

    [Fact]
    public void Masks_find_every_form()
    {
        var mask = new SecretMask([new Secret(Canary), new Secret("abc")]);
        foreach (string form in Output.Forms(Canary))
        {
            Assert.True(mask.IsIn($"before {form} after"));
            Assert.Equal("before *** after", mask.Apply($"before {form} after"));
        }

        Assert.Equal("abc", mask.Apply("abc"));
        Assert.Null(mask.Apply((string?)null));
    }

    // A backend that breaks its promise, in every place where it can say something; while a secret is rotated, it says the old one too.
    private static ServiceFailedException Leak(bool isRotated)
    {
        string everything = string.Join(" and ", Output.Forms(Canary).Concat(isRotated ? Output.Forms(Rotated) : []));
        return new ServiceFailedException(everything, new InvalidOperationException(everything))
        {
            ServiceName = "api",
            ExitCode = 1,
            Step = everything,
            Details = [everything],
            LastLogEntries = [new ProjectLogEntry { ServiceName = "api", Message = everything }],
        };
    }

    private static async Task<bool> TryAsync(IProjectService projects, string verb, Output output)
    {
        try
        {
            Dictionary<string, Secret> given = new() { ["DB_PASSWORD"] = new(Canary), ["GIVEN"] = new(Canary + "-given") };
            output.Add(verb, await (verb switch
            {
                "create" => projects.CreateAsync(new CreateProjectRequest { ProjectId = Templates.Acme, Template = Templates.Web, Secrets = given }),
                "update" => projects.UpdateAsync(Templates.Acme, new UpdateProjectRequest { Template = Templates.WebChanged, Secrets = new Dictionary<string, Secret> { ["API_KEY"] = new(Canary + "-api"), ["SITE_URL"] = new(Canary) } }),
                "rotate" => projects.RotateSecretAsync(Templates.Acme, new RotateSecretRequest { SecretName = "DB_PASSWORD", Value = new Secret(Rotated) }),
                _ => Verbs.CallAsync(projects, verb),
            }));
            return true;
        }
        catch (ServiceFailedException exception)
        {
            output.Add(verb, exception.ToString());
            output.Add(verb, string.Join(' ', exception.Details) + exception.Step + string.Join(' ', exception.LastLogEntries) + exception.InnerException);
            return false;
        }
    }

    private static async Task LookAsync(IProjectService projects, Output output)
    {
        ProjectInfo? project = await projects.FindAsync(Templates.Acme);
        output.Add("project", project);
        output.Add("list", (await projects.ListAsync()).Items);
        output.Add("operations", (await projects.ListOperationsAsync()).Items);
        output.Add("audit", await projects.ListAuditAsync());
        if (project is not null)
        {
            output.Add("status", await projects.GetStatusAsync(Templates.Acme));
            output.Add("plan", await projects.PlanAsync(new CreateProjectRequest { ProjectId = Templates.Acme, Template = Templates.WebChanged, Secrets = new Dictionary<string, Secret> { ["DB_PASSWORD"] = new(Canary) } }));
            IReadOnlyDictionary<string, Secret> secrets = await projects.ReadSecretsAsync(Templates.Acme, new SecretAccess { Actor = "a", Reason = "b" });
            output.Add("secrets", secrets);
            output.Add("secrets", string.Join(' ', secrets.Values));
            output.Add("endpoints", await projects.RevealEndpointsAsync(Templates.Acme, new SecretAccess { Actor = "a", Reason = "b" }));
            foreach (Secret secret in secrets.Values)
            {
                output.Secrets.Add(secret.Reveal());
            }

            try
            {
                await projects.CreateAsync(new CreateProjectRequest { ProjectId = Templates.Acme, Template = Templates.Web, Secrets = new Dictionary<string, Secret> { ["DB_PASSWORD"] = new(Canary + "-other") } });
            }
            catch (ProvisioningException exception)
            {
                output.Add("conflict", exception + string.Join(' ', exception.Details));
            }
        }
    }

    private static async Task WatchAsync(IProjectService projects, Output output, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (ProjectEvent item in projects.WatchAsync(cancellationToken: cancellationToken))
            {
                output.Add("event", item);
            }
        }
        catch (OperationCanceledException)
        {
            // Over.
        }
    }

    private sealed class Output : ILoggerProvider, ILogger
    {
        private readonly ConcurrentQueue<(string Where, string Text)> _texts = new();
        private readonly ActivityListener _activities;
        private readonly MeterListener _metrics = new();

        public Output()
        {
            _activities = new ActivityListener
            {
                ShouldListenTo = source => source.Name.StartsWith("Provisioning", StringComparison.Ordinal),
                Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
                ActivityStopped = activity => Add("activity", $"{activity.DisplayName} {activity.StatusDescription} {string.Join(' ', activity.TagObjects)} {string.Join(' ', activity.Events.SelectMany(item => item.Tags))}"),
            };
            ActivitySource.AddActivityListener(_activities);
            _metrics.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name.StartsWith("Provisioning", StringComparison.Ordinal))
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            };
            _metrics.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Add("metric", instrument.Name + string.Join(' ', tags.ToArray())));
            _metrics.SetMeasurementEventCallback<long>((instrument, _, tags, _) => Add("metric", instrument.Name + string.Join(' ', tags.ToArray())));
            _metrics.SetMeasurementEventCallback<int>((instrument, _, tags, _) => Add("metric", instrument.Name + string.Join(' ', tags.ToArray())));
            _metrics.Start();
        }

        public HashSet<string> Secrets { get; } = [];

        public int Count => _texts.Count;

        public static IEnumerable<string> Forms(string secret) =>
        [
            secret,
            Uri.EscapeDataString(secret),
            JsonEncodedText.Encode(secret).ToString(),
            JsonEncodedText.Encode(secret, System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping).ToString(),
            Convert.ToBase64String(Encoding.UTF8.GetBytes(secret)),
        ];

        public void Add(string where, string text) => _texts.Enqueue((where, text));

        public void Add<T>(string where, T value)
        {
            Add(where, JsonSerializer.Serialize(value));
            Add(where, value?.ToString() ?? string.Empty);
        }

        public void AssertWithout(string secret)
        {
            foreach (string form in Forms(secret))
            {
                (string Where, string Text) found = _texts.FirstOrDefault(text => text.Text.Contains(form, StringComparison.Ordinal));
                Assert.True(found.Text is null, $"in {found.Where}: {found.Text?[..Math.Min(found.Text.Length, 400)]}");
            }
        }

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
        {
            Add("scope", state.ToString() ?? string.Empty);
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Add("log", $"{formatter(state, exception)} {exception} {string.Join(' ', state as IEnumerable<KeyValuePair<string, object?>> ?? [])}");

        public void Dispose()
        {
            _activities.Dispose();
            _metrics.Dispose();
        }
    }
}
