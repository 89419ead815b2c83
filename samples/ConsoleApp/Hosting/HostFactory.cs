using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Provisioning.ConsoleApp;

/// <summary>Makes the host: configuration, logging, the library with its providers.</summary>
internal static class HostFactory
{
    public const string SettingsFile = "appsettings.json";
    public const string LocalName = "local";

    public static IHost Create(ConsoleIo io, AppEnvironment environment, string? provider, bool verbose, Action<HostApplicationBuilder>? configure)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings
        {
            ApplicationName = "provisioning",
            ContentRootPath = AppContext.BaseDirectory,
            DisableDefaults = true,
        });
        AddConfiguration(builder.Configuration, io, environment, provider);
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.AddLogging(logging =>
        {
            if (verbose)
            {
                logging.SetMinimumLevel(LogLevel.Debug).AddProvider(new StandardErrorLoggerProvider(io));
            }
        });
        builder.Services.AddProvisioning(builder.Configuration.GetSection(ProvisioningConfiguration.SectionName))
            .UseLogging()
            .Use((inner, services) => services.GetRequiredService<RequestFlags>().Around(inner))
            .AddLocal()
            .AddCoolify()
            .AddProjects(projects => projects.UseSqlite(services => $"Data Source={services.GetRequiredService<ProjectsFolder>().Ensure().Database}"));
        builder.Services.AddSingleton<RequestFlags>();
        builder.Services.AddSingleton<ProjectsFolder>();
        builder.Services.AddSingleton<IDataProtectionProvider>(services => new KeyFileProtection(services.GetRequiredService<ProjectsFolder>().Ensure().KeyFile));
        configure?.Invoke(builder);
        return builder.Build();
    }

    // The later source wins.
    private static void AddConfiguration(ConfigurationManager configuration, ConsoleIo io, AppEnvironment environment, string? provider)
    {
        try
        {
            configuration.AddJsonFile(Path.Combine(AppContext.BaseDirectory, SettingsFile), optional: true, reloadOnChange: false);
            configuration.AddJsonFile(Path.Combine(io.WorkingDirectory, SettingsFile), optional: true, reloadOnChange: false);
        }
        catch (InvalidDataException exception)
        {
            throw new ConfigurationException($"{exception.Message} {exception.InnerException?.Message}".TrimEnd(), exception);
        }

        configuration.AddInMemoryCollection(AsKeys(environment.File));
        configuration.AddInMemoryCollection(AsKeys(io.Environment));
        if (provider is not null)
        {
            configuration.AddInMemoryCollection([new($"{ProvisioningConfiguration.SectionName}:{nameof(ProvisioningOptions.Provider)}", provider)]);
        }
    }

    // Keys ignore case and variables do not: http_proxy and HTTP_PROXY are often both there.
    private static Dictionary<string, string?> AsKeys(IReadOnlyDictionary<string, string> variables)
    {
        var keys = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach ((string name, string value) in variables.OrderBy(variable => variable.Key, StringComparer.Ordinal))
        {
            keys[name.Replace("__", ConfigurationPath.KeyDelimiter, StringComparison.Ordinal)] = value;
        }

        return keys;
    }
}
