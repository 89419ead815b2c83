namespace Provisioning.ConsoleApp;

internal sealed class DoctorCommand(CommandRunner runner)
    : AppCommand("doctor", "Checks the configuration and the backend, and says what to do about what is wrong.", runner)
{
    protected override async Task<int> ExecuteAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var checks = new List<DoctorCheckDocument>();
        DoctorCheckDocument configuration = await ConfigurationCheck.RunAsync(context, cancellationToken);
        checks.Add(configuration);
        if (configuration.Result != DoctorResult.Failed)
        {
            IProvisioningProvider provider = await context.GetProviderAsync(cancellationToken);
            checks.Add(ConfigurationCheck.Provider(context));
            checks.AddRange(await LocalChecks.RunAsync(context, provider, cancellationToken));
            checks.AddRange(await CoolifyChecks.RunAsync(context, provider, cancellationToken));
            if (checks.TrueForAll(check => check.Result != DoctorResult.Failed))
            {
                checks.Add(await BackendCheck.RunAsync(provider, cancellationToken));
            }
        }

        context.Output.WriteDoctor(new DoctorDocument(checks));
        return configuration.Result == DoctorResult.Failed ? ExitCode.WrongUse
            : checks.Any(check => check.Result == DoctorResult.Failed) ? ExitCode.Unreachable
            : ExitCode.Done;
    }
}
