namespace Provisioning.Local.Driver;

/// <summary>Tells progress at once, in order.</summary>
public sealed class SynchronousProgress(Action<ProvisioningProgress> report) : IProgress<ProvisioningProgress>
{
    /// <inheritdoc/>
    public void Report(ProvisioningProgress value) => report(value);
}
