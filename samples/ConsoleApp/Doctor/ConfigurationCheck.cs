using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Provisioning.ConsoleApp;

internal static class ConfigurationCheck
{
    public static async Task<DoctorCheckDocument> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        try
        {
            await context.GetProviderAsync(cancellationToken);
            return new DoctorCheckDocument("configuration", DoctorResult.Ok, "from " + string.Join(", ", Sources(context)), Remedy: null);
        }
        catch (Exception exception) when (exception is OptionsValidationException or ConfigurationException)
        {
            ErrorReport report = ErrorMapper.Map(exception);
            return new DoctorCheckDocument("configuration", DoctorResult.Failed, "not valid", report.Message);
        }
    }

    public static DoctorCheckDocument Provider(CommandContext context)
    {
        ProviderSelection selection = context.Services.GetRequiredService<IProvisioningProviderRegistry>().Selection;
        return new DoctorCheckDocument("provider", DoctorResult.Ok, $"{selection.ProviderName}, because {selection.Reason}", Remedy: null);
    }

    private static IEnumerable<string> Sources(CommandContext context)
    {
        foreach (string file in new[]
        {
            Path.Combine(AppContext.BaseDirectory, HostFactory.SettingsFile),
            Path.Combine(context.Io.WorkingDirectory, HostFactory.SettingsFile),
            Path.Combine(context.Io.WorkingDirectory, AppEnvironment.FileName),
        }.Distinct(StringComparer.Ordinal).Where(File.Exists))
        {
            yield return file;
        }

        yield return "the environment";
    }
}
