using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http.Resilience;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Polly;
using Polly.Retry;

namespace Provisioning.Coolify;

/// <summary>The named HTTP client of a provider: repetition of what only reads, then turn, token and time limit of each attempt, then the connection.</summary>
internal static class CoolifyHttpClient
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(2);

    public static void Add(IServiceCollection services, string name)
    {
        IHttpClientBuilder builder = services.AddHttpClient(name);

        // Our own logs say the same with fewer words, and never a header.
        builder.RemoveAllLoggers();
        builder.ConfigureHttpClient(client => client.Timeout = Timeout.InfiniteTimeSpan);
        builder.SetHandlerLifetime(Timeout.InfiniteTimeSpan);
        builder.ConfigurePrimaryHttpMessageHandler(provider => CreateConnection(OptionsOf(provider, name), name));
        builder.AddResilienceHandler("coolify", (pipeline, context) => AddRepetition(pipeline, context.ServiceProvider, name));
        builder.AddHttpMessageHandler(provider =>
        {
            CoolifyProviderOptions options = OptionsOf(provider, name);
            return new CoolifyRequestHandler(
                options,
                provider.GetRequiredService<CoolifyBudgets>().Get(CoolifyApiUrl.Normalize(options.ApiUrl!), options.ApiToken!, options),
                provider.GetRequiredKeyedService<CoolifyTelemetry>(name),
                provider.GetRequiredService<TimeProvider>());
        });
    }

    public static CoolifyProviderOptions OptionsOf(IServiceProvider provider, string name) => provider.GetRequiredService<IOptionsMonitor<CoolifyProviderOptions>>().Get(name);

    private static SocketsHttpHandler CreateConnection(CoolifyProviderOptions options, string name)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false, // the token would go wherever an answer says
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.GZip | DecompressionMethods.Brotli,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5), // a changed DNS entry is seen
            ConnectTimeout = options.RequestTimeout,
        };
        if (!string.IsNullOrEmpty(options.CaCertificatePath))
        {
            string? problem = CoolifyTls.TryRead(options.CaCertificatePath, out var certificates);
            handler.SslOptions = problem is null
                ? CoolifyTls.CreateOptions(certificates)
                : throw new ProviderUnavailableException($"Provisioning:{name}:{nameof(options.CaCertificatePath)} {problem}.") { IsTransient = false, ProviderName = name };
        }

        return handler;
    }

    private static void AddRepetition(ResiliencePipelineBuilder<HttpResponseMessage> pipeline, IServiceProvider provider, string name)
    {
        CoolifyProviderOptions options = OptionsOf(provider, name);
        pipeline.TimeProvider = provider.GetRequiredService<TimeProvider>();
        if (options.RetryAttempts == 0)
        {
            return;
        }

        ILogger logger = provider.GetRequiredService<ILogger<ICoolifyClient>>();
        pipeline.AddRetry(new HttpRetryStrategyOptions
        {
            Name = "repetition",
            MaxRetryAttempts = options.RetryAttempts,
            BackoffType = DelayBackoffType.Exponential,
            Delay = TimeSpan.FromSeconds(1),
            MaxDelay = TimeSpan.FromSeconds(15),
            UseJitter = true,
            ShouldRetryAfterHeader = true,
            ShouldHandle = arguments => ValueTask.FromResult(IsRepeated(arguments)),
            OnRetry = arguments =>
            {
                if (CallOf(arguments.Context) is { } call)
                {
                    string why = arguments.Outcome.Result is { } response ? $"status {(int)response.StatusCode}" : arguments.Outcome.Exception!.GetType().Name;
                    ClientLog.Repeated(logger, call.Name, why, arguments.RetryDelay.TotalSeconds, arguments.AttemptNumber + 2);
                }

                return ValueTask.CompletedTask;
            },
        });
    }

    private static CoolifyCall? CallOf(ResilienceContext context) =>
        context.GetRequestMessage() is { } request && request.Options.TryGetValue(CoolifyCall.Key, out CoolifyCall? call) ? call : null;

    private static bool IsRepeated(RetryPredicateArguments<HttpResponseMessage> arguments)
    {
        if (CallOf(arguments.Context) is not { Reads: true } call || arguments.Context.CancellationToken.IsCancellationRequested)
        {
            return false; // a request that changes something may have been carried out
        }

        if (arguments.Outcome.Result is { } response)
        {
            return response.StatusCode switch
            {
                HttpStatusCode.TooManyRequests => (CoolifyErrorMapper.RetryAfter(response, TimeProvider.System) ?? TimeSpan.Zero) <= LongestWait,
                HttpStatusCode.RequestTimeout or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout => true,

                // Where Coolify asks the server first, 500 means that the server does not answer, and took long to find out.
                HttpStatusCode.InternalServerError => !call.IsLong,
                _ => false,
            };
        }

        return arguments.Outcome.Exception is HttpRequestException
        {
            HttpRequestError: not (HttpRequestError.SecureConnectionError or HttpRequestError.ConfigurationLimitExceeded or HttpRequestError.NameResolutionError),
        };
    }
}
