using System.Globalization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.EntityFrameworkCore;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Provisioning.ControlPlane;

/// <summary>Puts the control plane together.</summary>
internal static class ControlPlaneHost
{
    private const string SecretsPolicy = "secrets";

    /// <summary>Makes the application; nothing runs yet.</summary>
    /// <param name="args">The arguments: configuration, as <c>--KEY value</c>.</param>
    /// <param name="configure">Changes what was added, after everything was; for tests.</param>
    public static WebApplication Create(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        // The page, the templates and the settings lie beside the program, wherever it is started from.
        WebApplicationBuilder builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        ControlPlaneOptions options = builder.Configuration.GetSection(ControlPlaneOptions.SectionName).Get<ControlPlaneOptions>() ?? new ControlPlaneOptions();
        var data = new DataDirectory(options.DataDirectory);
        builder.Services.AddSingleton(data);
        AddProvisioning(builder, options, data);
        AddSecurity(builder.Services, options, data);
        AddTelemetry(builder);
        builder.Services.AddHealthChecks().AddProvisioning();
        builder.Services.AddOpenApi();
        configure?.Invoke(builder);

        WebApplication app = builder.Build();
        app.UseMiddleware<SecurityHeaders>();
        app.UseDefaultFiles();
        app.UseStaticFiles();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapProjects("/projects").RequireAuthorization();
        app.MapOpenApi().RequireAuthorization();
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false });
        app.MapHealthChecks("/health/ready", new HealthCheckOptions { Predicate = check => check.Tags.Contains("ready") });
        TellWhereTheKeyIs(app, options, data);
        return app;
    }

    private static void AddProvisioning(WebApplicationBuilder builder, ControlPlaneOptions options, DataDirectory data)
    {
        builder.Services.AddDataProtection()
            .SetApplicationName("provisioning-control-plane")
            .PersistKeysToFileSystem(new DirectoryInfo(data.Keys));
        builder.Services.AddProvisioning(builder.Configuration.GetSection(ProvisioningConfiguration.SectionName))
            .UseOpenTelemetry()
            .UseLogging()
            .AddLocal(local =>
            {
                if (builder.Configuration["Provisioning:Local:StateDirectory"] is null)
                {
                    local.StateDirectory = data.LocalState;
                }
            })
            .AddCoolify()
            .AddProjects(projects => projects.UseEntityFrameworkCore(database => database.UseSqlite($"Data Source={data.Database}")))
            .AddProjectReconciler();
        builder.Services.AddProjectsApi(api =>
        {
            api.SecretsPolicy = options.AllowReadingSecrets ? SecretsPolicy : null;
            foreach (string directory in Directory.Exists(options.TemplatesDirectory) ? Directory.GetDirectories(options.TemplatesDirectory) : [])
            {
                api.Templates[Path.GetFileName(directory)] = directory;
            }
        });
    }

    private static void AddSecurity(IServiceCollection services, ControlPlaneOptions options, DataDirectory data)
    {
        Dictionary<string, string> keys = options.ApiKeys.Count > 0 ? options.ApiKeys
            : new Dictionary<string, string>(StringComparer.Ordinal) { ["operator"] = data.ReadOrCreateApiKey() };
        services.AddAuthentication(ApiKeyAuthenticationHandler.SchemeName)
            .AddScheme<ApiKeyOptions, ApiKeyAuthenticationHandler>(ApiKeyAuthenticationHandler.SchemeName, scheme => scheme.SetKeys(keys));
        services.AddAuthorizationBuilder().AddPolicy(SecretsPolicy, policy => policy.RequireAuthenticatedUser());
    }

    // Traces and metrics go to a collector where one is named (OTEL_EXPORTER_OTLP_ENDPOINT), and nowhere otherwise.
    private static void AddTelemetry(WebApplicationBuilder builder)
    {
        OpenTelemetryBuilder telemetry = builder.Services.AddOpenTelemetry()
            .WithTracing(traces => traces.AddSource(ProvisioningDiagnostics.ActivitySourceName).AddAspNetCoreInstrumentation())
            .WithMetrics(metrics => metrics.AddMeter(ProvisioningDiagnostics.MeterName).AddAspNetCoreInstrumentation());
        if (!string.IsNullOrEmpty(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]))
        {
            telemetry.UseOtlpExporter();
        }
    }

    private static void TellWhereTheKeyIs(WebApplication app, ControlPlaneOptions options, DataDirectory data) => app.Lifetime.ApplicationStarted.Register(() =>
    {
        foreach (string url in app.Urls)
        {
            string key = options.ApiKeys.Count > 0 ? string.Create(CultureInfo.InvariantCulture, $"one of the {options.ApiKeys.Count} configured") : "in " + data.ApiKeyFile;
            Log.Started(app.Logger, url, key);
        }
    });
}
