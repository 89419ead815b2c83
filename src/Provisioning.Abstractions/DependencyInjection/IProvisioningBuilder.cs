namespace Microsoft.Extensions.DependencyInjection;

/// <summary>What <c>AddProvisioning()</c> returns: providers and decorators are added to it.</summary>
public interface IProvisioningBuilder
{
    /// <summary>Gets the host's services.</summary>
    IServiceCollection Services { get; }
}
