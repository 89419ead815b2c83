using System.Collections.Concurrent;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Provisioning.Coolify.Tests;

/// <summary>A host with a Coolify provider whose connection is a stub.</summary>
internal sealed class CoolifyHost : IDisposable
{
    public const string Token = "7|k4n4ryTOKENk4n4ryTOKENk4n4ryTOKENk4n4ry1234";

    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    private readonly ServiceProvider _services;

    public CoolifyHost(HttpMessageHandler? handler = null, Action<CoolifyProviderOptions>? configure = null, string url = "https://coolify.example.com", bool fakeTime = true, IEnumerable<KeyValuePair<string, string?>>? settings = null, string name = "coolify")
    {
        Stub = handler as StubHandler ?? new StubHandler();
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(settings ?? []).Build());
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(Logs));
        if (fakeTime)
        {
            services.AddSingleton<TimeProvider>(Time);
        }

        services.AddProvisioning().AddCoolify(name, options =>
        {
            options.ApiUrl ??= new Uri(url);
            options.ApiToken ??= new Secret(Token);
            configure?.Invoke(options);
        });
        if (handler is not null || fakeTime)
        {
            services.AddHttpClient(name).ConfigurePrimaryHttpMessageHandler(() => handler ?? Stub);
        }

        _services = services.BuildServiceProvider();
        Name = name;
    }

    public string Name { get; }

    public StubHandler Stub { get; }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));

    public RecordedLogs Logs { get; } = new();

    public IServiceProvider Services => _services;

    public ICoolifyClient Client => _services.GetRequiredKeyedService<ICoolifyClient>(Name);

    /// <summary>Lets the fake time pass until a task is done.</summary>
    public async Task<T> PassTimeAsync<T>(Task<T> task)
    {
        await PassTimeAsync((Task)task);
        return await task;
    }

    public async Task PassTimeAsync(Task task)
    {
        long begin = TimeProvider.System.GetTimestamp();
        while (!task.IsCompleted)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(begin) < Deadline, "The task does not end.");
            Time.Advance(TimeSpan.FromMilliseconds(250));
            await Task.Delay(1);
        }

        await task;
    }

    public void Dispose() => _services.Dispose();

    internal sealed class RecordedLogs : ILoggerProvider, ILogger
    {
        private readonly ConcurrentQueue<string> _lines = new();

        public IReadOnlyCollection<string> Lines => _lines;

        public ILogger CreateLogger(string categoryName) => this;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            string values = state is IEnumerable<KeyValuePair<string, object?>> pairs ? string.Join(';', pairs.Select(pair => $"{pair.Key}={pair.Value}")) : string.Empty;
            _lines.Enqueue($"{logLevel} {eventId.Name} {formatter(state, exception)} {values} {exception}");
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
        {
            _lines.Enqueue($"scope {state}");
            return null;
        }

        public void Dispose()
        {
        }
    }
}
