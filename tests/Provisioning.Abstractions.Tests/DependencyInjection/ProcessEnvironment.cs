namespace Provisioning.Tests;

// The process has one environment: tests that change it run one after the other and put back what was there.
internal sealed class ProcessEnvironment : IDisposable
{
    public const string Name = "process environment";

    private readonly string? _url = Environment.GetEnvironmentVariable(ProvisioningConfiguration.CoolifyApiUrlVariable);
    private readonly string? _token = Environment.GetEnvironmentVariable(ProvisioningConfiguration.CoolifyApiTokenVariable);

    public ProcessEnvironment(string? url, string? token) => Set(url, token);

    public void Dispose() => Set(_url, _token);

    private static void Set(string? url, string? token)
    {
        Environment.SetEnvironmentVariable(ProvisioningConfiguration.CoolifyApiUrlVariable, url);
        Environment.SetEnvironmentVariable(ProvisioningConfiguration.CoolifyApiTokenVariable, token);
    }
}

[CollectionDefinition(ProcessEnvironment.Name, DisableParallelization = true)]
public sealed class ProcessEnvironmentGroup;
