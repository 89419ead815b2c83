using Provisioning.Compose;

namespace Provisioning.Testing;

/// <summary>How the in-memory provider behaves.</summary>
public sealed class InMemoryProviderOptions
{
    /// <summary>Gets or sets what the provider works on. Two providers with the same backend see the same projects, as two hosts or a restarted one do.</summary>
    public InMemoryBackend Backend { get; set; } = new();

    /// <summary>Gets or sets the clock; <see langword="null"/> for the host's registered one, or the system's.</summary>
    public TimeProvider? TimeProvider { get; set; }

    /// <summary>Gets or sets how long each step takes, by the clock. The default is no time.</summary>
    public TimeSpan Latency { get; set; }

    /// <summary>Gets or sets how long an operation may take when its caller sets no timeout. The default is five minutes.</summary>
    public TimeSpan DefaultTimeout { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Gets or sets what is called before each step: throw to fail the operation there, wait to delay it. An exception that is no <see cref="ProvisioningException"/>
    /// comes out as one with <see cref="ProvisioningErrorCode.BackendError"/>. See also <see cref="InMemoryBackend.FailNext"/>.
    /// </summary>
    public Func<InMemoryStep, CancellationToken, Task>? BeforeStep { get; set; }

    /// <summary>Gets or sets how services behave; <see langword="null"/>, or a behaviour of <see langword="null"/>, for the default: ready at once.</summary>
    public Func<InMemoryServiceContext, InMemoryServiceBehavior?>? ServiceBehavior { get; set; }

    /// <summary>Gets or sets what templates may ask of a host. The default is <see cref="TemplatePolicy.Strict"/>, as for the other backends.</summary>
    public TemplatePolicy Policy { get; set; } = TemplatePolicy.Strict;
}
