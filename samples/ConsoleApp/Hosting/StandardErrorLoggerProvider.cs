using Microsoft.Extensions.Logging;

namespace Provisioning.ConsoleApp;

/// <summary>Writes logs to standard error, a line each: standard output belongs to the result.</summary>
internal sealed class StandardErrorLoggerProvider(ConsoleIo io) : ILoggerProvider
{
    private readonly Lock _lock = new();

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void Dispose()
    {
    }

    private void Write(string line)
    {
        lock (_lock)
        {
            io.Error.WriteLine(line);
        }
    }

    private sealed class Logger(StandardErrorLoggerProvider provider, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None && !category.StartsWith("Microsoft.Extensions.Hosting", StringComparison.Ordinal);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                string kind = exception is null ? string.Empty : $" ({exception.GetType().Name})";
                provider.Write(TerminalText.Clean($"{logLevel.ToString().ToLowerInvariant()} {category}[{eventId.Id}]: {formatter(state, exception)}{kind}"));
            }
        }
    }
}
