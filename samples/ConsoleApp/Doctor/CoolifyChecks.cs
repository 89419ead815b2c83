using Microsoft.Extensions.DependencyInjection;
using Provisioning.Coolify;

namespace Provisioning.ConsoleApp;

/// <summary>The checks of a Coolify, its token and its servers; none for a provider of another kind.</summary>
internal static class CoolifyChecks
{
    public static async Task<IReadOnlyList<DoctorCheckDocument>> RunAsync(CommandContext context, IProvisioningProvider provider, CancellationToken cancellationToken)
    {
        if (context.Services.GetKeyedService<ICoolifyDoctor>(provider.Metadata.ProviderName) is not { } doctor)
        {
            return [];
        }

        IReadOnlyList<CoolifyCheck> checks = await doctor.ExamineAsync(cancellationToken);
        return [.. checks.Select(check => new DoctorCheckDocument(check.Name, ResultOf(check.Result), check.Message, check.Remedy))];
    }

    private static string ResultOf(CoolifyCheckResult result) => result switch
    {
        CoolifyCheckResult.Ok => DoctorResult.Ok,
        CoolifyCheckResult.Warning => DoctorResult.Warning,
        _ => DoctorResult.Failed,
    };
}
