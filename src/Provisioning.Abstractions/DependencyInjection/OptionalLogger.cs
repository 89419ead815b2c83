using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Provisioning;

// A host without logging must work, and one that calls AddLogging() after AddProvisioning() must not lose its logs: AddLogging() does not replace an ILogger<> that is there.
internal sealed class OptionalLogger<TCategory>(IServiceProvider services) : ILogger<TCategory>
{
    private readonly Logger<TCategory> _logger = new(services.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance);

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => ((ILogger)_logger).BeginScope(state);

    public bool IsEnabled(LogLevel logLevel) => ((ILogger)_logger).IsEnabled(logLevel);

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        ((ILogger)_logger).Log(logLevel, eventId, state, exception, formatter);
}
