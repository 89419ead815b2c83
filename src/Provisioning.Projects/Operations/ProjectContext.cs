using Microsoft.Extensions.Logging;
using Provisioning.Compose;

namespace Provisioning.Projects;

/// <summary>What all parts of the service work with.</summary>
#pragma warning disable CA1001 // The semaphores' handles are never asked for, so there is nothing to dispose of, and late work may still use them.
internal sealed class ProjectContext(
    IProjectStore store,
    SecretVault vault,
    IProvisioningProviderRegistry providers,
    ProjectServiceOptions options,
    TimeProvider timeProvider,
    ILogger logger,
    LeaseOwner owner)
#pragma warning restore CA1001
{
    private readonly SemaphoreSlim _initializing = new(1, 1);
    private volatile bool _isInitialized;

    public IProjectStore Store => store;

    public SecretVault Vault => vault;

    public ProjectServiceOptions Options => options;

    public TimeProvider TimeProvider => timeProvider;

    public ILogger Logger => logger;

    public LeaseOwner Owner => owner;

    public TemplateCache Templates { get; } = new(store);

    public ProjectEventHub Hub { get; } = new();

    public SemaphoreSlim Slots { get; } = new(options.MaxParallelOperations, options.MaxParallelOperations);

    public string SelectedProviderName => providers.Selection.ProviderName;

    public IReadOnlyList<string> ProviderNames => providers.Names;

    /// <exception cref="ProvisioningException">The provider is not registered any more.</exception>
    public IProvisioningProvider Provider(string name) => providers.TryGetProvider(name, out IProvisioningProvider? provider)
        ? provider
        : throw new ProvisioningException($"The provider '{name}' is not registered. Registered are: {string.Join(", ", providers.Names)}. Register it again, or move the project.")
        {
            ErrorCode = ProvisioningErrorCode.NotSupported,
            ProviderName = name,
        };

    public TemplatePolicy Policy(IProvisioningProvider provider) => options.Policy ?? provider.GetService<TemplatePolicy>() ?? TemplatePolicy.Strict;

    public async ValueTask<IProjectStore> ReadyStoreAsync(CancellationToken cancellationToken)
    {
        if (_isInitialized)
        {
            return store;
        }

        await _initializing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (!_isInitialized)
            {
                await store.InitializeAsync(cancellationToken).ConfigureAwait(false);
                _isInitialized = true;
            }
        }
        finally
        {
            _initializing.Release();
        }

        return store;
    }

    /// <summary>Whether a lease is held by somebody who may be alive.</summary>
    public bool IsHeld(ProjectLease lease, DateTimeOffset now) => now < lease.ExpiresAt && !owner.IsDead(lease.Owner);

    public async Task<bool> IsHeldAsync(ProjectRecord record, CancellationToken cancellationToken) =>
        record.Lease is { } lease && IsHeld(lease, await store.GetTimeAsync(cancellationToken).ConfigureAwait(false));

    /// <summary>
    /// When something that happens now is said to happen: never before what the record says happened, so that times in the journal do not overlap; unless the record is further
    /// ahead than a lease lasts, which is a clock that was wrong once.
    /// </summary>
    public DateTimeOffset NotBefore(DateTimeOffset now, DateTimeOffset? recorded) =>
        recorded is { } time && time > now && time - now <= options.LeaseDuration ? time : now;

    /// <summary>
    /// The mask of a project's secrets, also of those that it had before an operation, or since it was provisioned last, which its containers may still say. None where they cannot be
    /// read: what needs no secrets must work without them.
    /// </summary>
    public SecretMask Mask(params ReadOnlySpan<ProjectRecord?> records)
    {
        var secrets = new List<Secret>();
        foreach (ProjectRecord? record in records)
        {
            if (record is not null)
            {
                secrets.AddRange(Secrets(record));
                secrets.AddRange(record.ReplacedSecrets.SelectMany(replaced => Secrets(record with { ProtectedSecrets = replaced })));
                secrets.AddRange(record.LastGood is { } good ? Secrets(record with { ProtectedSecrets = good.ProtectedSecrets }) : []);
            }
        }

        return secrets.Count == 0 ? SecretMask.None : new SecretMask(secrets);
    }

    /// <summary>The values of a record's secrets; none where they cannot be read.</summary>
    public IReadOnlyCollection<Secret> Secrets(ProjectRecord record)
    {
        try
        {
            return record.ProtectedSecrets.IsEmpty ? [] : [.. vault.Unprotect(record, "mask").Values.Values];
        }
        catch (ProvisioningException)
        {
            return []; // Their keys are lost; whoever needs them is told so.
        }
    }
}
