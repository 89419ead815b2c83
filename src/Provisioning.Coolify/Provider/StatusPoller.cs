namespace Provisioning.Coolify;

/// <summary>Looks at the list of all services for everybody who waits: one request a look, however many projects are waited for.</summary>
internal sealed class StatusPoller(ICoolifyClient client, CoolifyProviderOptions options, TimeProvider timeProvider)
{
    // After so many looks without a newcomer the interval is the longest one.
    private const int LooksToSlowest = 12;

    private readonly Lock _lock = new();
    private Task<IReadOnlyDictionary<string, CoolifyService>>? _next;
    private int _looks;

    /// <summary>Says that somebody begins to wait: the next looks are quick ones.</summary>
    public void Wake()
    {
        lock (_lock)
        {
            _looks = 0;
        }
    }

    /// <summary>Waits for the next look.</summary>
    /// <param name="uuid">The service that is waited for.</param>
    /// <param name="cancellationToken">Ends this caller's waiting; the look goes on for the others.</param>
    /// <returns>The service; <see langword="null"/> when it is not in the list.</returns>
    /// <exception cref="CoolifyApiException">The list could not be read.</exception>
    public async Task<CoolifyService?> NextAsync(string uuid, CancellationToken cancellationToken)
    {
        Task<IReadOnlyDictionary<string, CoolifyService>> next;
        lock (_lock)
        {
            next = _next ??= Task.Run(LookAsync, CancellationToken.None);
        }

        IReadOnlyDictionary<string, CoolifyService> services = await next.WaitAsync(cancellationToken).ConfigureAwait(false);
        return services.GetValueOrDefault(uuid);
    }

    private async Task<IReadOnlyDictionary<string, CoolifyService>> LookAsync()
    {
        await Task.Delay(Interval(), timeProvider, CancellationToken.None).ConfigureAwait(false);
        lock (_lock)
        {
            // Who asks from now on may have acted after this look: the answer would be too old.
            _next = null;
            _looks++;
        }

        var services = new Dictionary<string, CoolifyService>(StringComparer.Ordinal);
        foreach (CoolifyService service in await client.ListServicesAsync(CancellationToken.None).ConfigureAwait(false))
        {
            services[service.Uuid] = service;
        }

        return services;
    }

    private TimeSpan Interval()
    {
        lock (_lock)
        {
            TimeSpan longest = options.MaxPollInterval > options.PollInterval ? options.MaxPollInterval : options.PollInterval;
            return options.PollInterval + ((longest - options.PollInterval) * (Math.Min(_looks, LooksToSlowest) / (double)LooksToSlowest));
        }
    }
}
