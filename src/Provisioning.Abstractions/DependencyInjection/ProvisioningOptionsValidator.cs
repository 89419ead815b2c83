using Microsoft.Extensions.Options;

namespace Provisioning;

// Selecting is the validation: what cannot be selected must fail when the host starts, not at the first tenant.
internal sealed class ProvisioningOptionsValidator(ProviderSelector selector) : IValidateOptions<ProvisioningOptions>
{
    public ValidateOptionsResult Validate(string? name, ProvisioningOptions options) =>
        selector.Select(options).Problem is { } problem ? ValidateOptionsResult.Fail(problem) : ValidateOptionsResult.Success;
}
