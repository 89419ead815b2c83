using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Provisioning;

internal sealed class ProvisioningProviderRegistry : IProvisioningProviderRegistry
{
    private readonly IServiceProvider _services;
    private readonly ProviderSelector _selector;
    private readonly Lazy<ProviderSelection> _selection;

    public ProvisioningProviderRegistry(IServiceProvider services, ProviderSelector selector, IOptions<ProvisioningOptions> options, ILogger<ProvisioningProviderRegistry> logger)
    {
        _services = services;
        _selector = selector;
        _selection = new Lazy<ProviderSelection>(() =>
        {
            // The options' own validation has thrown before this if nothing can be selected.
            ProviderSelection selection = selector.Select(options.Value).Selection!;
            Log.ProviderSelected(logger, selection.ProviderName, selection.Reason);
            return selection;
        });
    }

    public IReadOnlyList<string> Names => _selector.Names;

    public ProviderSelection Selection => _selection.Value;

    public IProvisioningProvider GetProvider(string name) =>
        TryGetProvider(name, out IProvisioningProvider? provider)
            ? provider
            : throw new KeyNotFoundException($"No provider is registered under the name '{name}'. Registered are: {string.Join(", ", Names)}.");

    public bool TryGetProvider(string name, [NotNullWhen(true)] out IProvisioningProvider? provider)
    {
        ArgumentNullException.ThrowIfNull(name);
        provider = _services.GetKeyedService<IProvisioningProvider>(name);
        return provider is not null;
    }
}
