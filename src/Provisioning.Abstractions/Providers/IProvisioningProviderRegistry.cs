using System.Diagnostics.CodeAnalysis;

namespace Provisioning;

/// <summary>The providers that are registered, by name.</summary>
public interface IProvisioningProviderRegistry
{
    /// <summary>Gets the names, in the order of registration.</summary>
    IReadOnlyList<string> Names { get; }

    /// <summary>Gets which provider <see cref="IProvisioningProvider"/> is when it is injected plainly, and why.</summary>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">The configuration selects none, or one that is not registered.</exception>
    ProviderSelection Selection { get; }

    /// <summary>Returns a provider.</summary>
    /// <param name="name">Its name; case matters.</param>
    /// <exception cref="KeyNotFoundException">No provider has that name; the message lists those there are.</exception>
    IProvisioningProvider GetProvider(string name);

    /// <summary>Returns a provider if there is one of that name.</summary>
    /// <param name="name">Its name; case matters.</param>
    /// <param name="provider">The provider.</param>
    bool TryGetProvider(string name, [NotNullWhen(true)] out IProvisioningProvider? provider);
}
