using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Provisioning.Projects;

namespace Provisioning.ConsoleApp;

/// <summary>What a command works with. The host is made when a command first needs it.</summary>
internal sealed class CommandContext : IAsyncDisposable
{
    private readonly Func<IHost> _createHost;
    private IHost? _host;
    private bool _isStarted;

    public CommandContext(ConsoleIo io, ParseResult parsed, CommonOptions options, AppEnvironment environment, Func<IHost> createHost)
    {
        Io = io;
        Parsed = parsed;
        Environment = environment;
        IsJson = options.IsJson(parsed);
        IsVerbose = parsed.GetValue(options.Verbose);
        IsYes = parsed.GetValue(options.Yes);
        Output = IsJson ? new JsonOutput(io.Out) : new TableOutput(io);
        _createHost = createHost;
    }

    public ConsoleIo Io { get; }

    public ParseResult Parsed { get; }

    public AppEnvironment Environment { get; }

    public bool IsJson { get; }

    public bool IsVerbose { get; }

    public bool IsYes { get; }

    public IOutput Output { get; }

    public TimeProvider Time => Services.GetService<TimeProvider>() ?? TimeProvider.System;

    public IServiceProvider Services => (_host ??= _createHost()).Services;

    /// <summary>Returns the selected provider, after the whole configuration was validated.</summary>
    public async Task<IProvisioningProvider> GetProviderAsync(CancellationToken cancellationToken)
    {
        IServiceProvider services = Services;
        if (!_isStarted)
        {
            await StartAsync(_host!, cancellationToken);
            _isStarted = true;
        }

        return services.GetRequiredService<IProvisioningProvider>();
    }

    /// <summary>Returns the project service, after the whole configuration was validated.</summary>
    public async Task<IProjectService> GetProjectsAsync(CancellationToken cancellationToken)
    {
        await GetProviderAsync(cancellationToken);
        return Services.GetRequiredService<IProjectService>();
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is null)
        {
            return;
        }

        if (_isStarted)
        {
            await _host.StopAsync(CancellationToken.None);
        }

        switch (_host)
        {
            case IAsyncDisposable host:
                await host.DisposeAsync();
                break;
            default:
                _host.Dispose();
                break;
        }
    }

    // Several sets of options may be wrong at once; they are one configuration to who reads about it.
    private static async Task StartAsync(IHost host, CancellationToken cancellationToken)
    {
        try
        {
            await host.StartAsync(cancellationToken);
        }
        catch (AggregateException exception) when (exception.InnerExceptions.All(inner => inner is OptionsValidationException))
        {
            throw new OptionsValidationException(
                Options.DefaultName,
                typeof(ProvisioningOptions),
                exception.InnerExceptions.Cast<OptionsValidationException>().SelectMany(inner => inner.Failures).Distinct(StringComparer.Ordinal));
        }
    }
}
