using System.Globalization;
using System.Security.Cryptography;
using Xunit;

namespace Provisioning.Testing.Conformance;

/// <summary>
/// What the conformance suite needs to know about a provider and cannot ask it: how to make one, and how to look at its backend behind its back.
/// Derive from it once in a provider's tests; every suite class takes it as its class fixture.
/// </summary>
/// <remarks>
/// The suite shares nothing between tests: each makes projects with ids of its own and purges them when it ends. Tests of different suite classes run at the
/// same time, so an implementation must be thread-safe.
/// </remarks>
public abstract class ProviderConformanceFixture : IAsyncLifetime
{
    /// <summary>The key that <see cref="ReleaseAsync"/> writes by default, as <c>/data/release</c> in the volume <c>data</c>.</summary>
    public const string ReleaseKey = "release";

    private IProvisioningProvider? _provider;

    /// <summary>Gets the provider under test.</summary>
    /// <exception cref="InvalidOperationException">The fixture was not initialised.</exception>
    public IProvisioningProvider Provider => _provider ?? throw new InvalidOperationException("The fixture is not initialised. xunit does so for a class fixture; a derived InitializeAsync must call the base's.");

    /// <summary>Gets how long one test may take. The default is two minutes.</summary>
    public virtual TimeSpan TestTimeout => TimeSpan.FromMinutes(2);

    /// <summary>Gets the time between two looks while a test waits for something. The default is 50 ms.</summary>
    public virtual TimeSpan PollInterval => TimeSpan.FromMilliseconds(50);

    /// <summary>Gets what every project id of the suite begins with, so that leftovers of a killed run can be told. The default is <c>cf-</c>.</summary>
    protected virtual string ProjectIdPrefix => "cf-";

    /// <summary>Gets the image of every service: one with <c>sh</c>, <c>echo</c>, <c>sleep</c>, <c>test</c>, <c>true</c> and <c>false</c>, as busybox has them.</summary>
    protected abstract string Image { get; }

    /// <summary>Makes a provider. Each call makes a new one over the same backend, as a host has it after a restart.</summary>
    /// <param name="cancellationToken">Stops the making.</param>
    /// <returns>The provider; the fixture owns it and disposes of what it holds.</returns>
    public abstract Task<IProvisioningProvider> CreateProviderAsync(CancellationToken cancellationToken);

    /// <summary>Writes a file <c>/data/KEY</c> into the volume <c>data</c> of a project that exists and runs, or is just being provisioned.</summary>
    /// <param name="projectId">The project.</param>
    /// <param name="key">The file's name: letters, digits and <c>-</c>.</param>
    /// <param name="value">The file's text.</param>
    /// <param name="cancellationToken">Stops the writing.</param>
    /// <returns>A task that ends when the file is there.</returns>
    public abstract Task WriteDataAsync(ProjectId projectId, string key, string value, CancellationToken cancellationToken);

    /// <summary>Reads a file <c>/data/KEY</c> from the volume <c>data</c> of a project, in whatever state the project is.</summary>
    /// <param name="projectId">The project.</param>
    /// <param name="key">The file's name.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The text, or <see langword="null"/> when the volume or the file is not there.</returns>
    public abstract Task<string?> ReadDataAsync(ProjectId projectId, string key, CancellationToken cancellationToken);

    /// <summary>Lists everything at the backend that belongs to a project, in whatever state: containers, networks, volumes, folders. Must not ask the provider.</summary>
    /// <param name="projectId">The project.</param>
    /// <param name="cancellationToken">Stops the listing.</param>
    /// <returns>The resources; empty when there are none.</returns>
    public abstract Task<IReadOnlyList<ConformanceResource>> ListResourcesAsync(ProjectId projectId, CancellationToken cancellationToken);

    /// <summary>Reads an environment variable that a service's container was made with, running or not.</summary>
    /// <param name="projectId">The project.</param>
    /// <param name="serviceName">The service.</param>
    /// <param name="variable">The variable.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The value, or <see langword="null"/> when there is no container or no such variable.</returns>
    public abstract Task<string?> ReadEnvironmentAsync(ProjectId projectId, string serviceName, string variable, CancellationToken cancellationToken);

    /// <summary>Kills the process of a service behind the provider's back. The suite's templates do not restart it.</summary>
    /// <param name="projectId">The project.</param>
    /// <param name="serviceName">The service.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>A task that ends when the process has ended.</returns>
    public abstract Task KillServiceAsync(ProjectId projectId, string serviceName, CancellationToken cancellationToken);

    /// <summary>Makes things at the backend that resemble a project's and are not.</summary>
    /// <param name="projectId">The project that they resemble.</param>
    /// <param name="cancellationToken">Stops the making.</param>
    /// <returns>The decoys.</returns>
    public abstract Task<ConformanceDecoys> CreateDecoysAsync(ProjectId projectId, CancellationToken cancellationToken);

    /// <summary>Lets the service of <see cref="ConformanceTemplate.Gated"/> become ready. By default writes <see cref="ReleaseKey"/> into the volume, for which its health check looks.</summary>
    /// <param name="projectId">The project.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>A task that ends when the release is in place; readiness is seen later.</returns>
    public virtual Task ReleaseAsync(ProjectId projectId, CancellationToken cancellationToken) => WriteDataAsync(projectId, ReleaseKey, "1", cancellationToken);

    /// <summary>Makes a template. Override it for a backend that cannot carry out the default ones as they are.</summary>
    /// <param name="kind">Which one.</param>
    /// <returns>The template; equal calls give templates with equal digests.</returns>
    public virtual ProjectTemplate CreateTemplate(ConformanceTemplate kind) => ConformanceTemplates.Create(kind, Image);

    /// <summary>Makes a project id that no other test uses.</summary>
    /// <returns>The id.</returns>
    public virtual ProjectId NewProjectId() =>
        ProjectId.Parse(string.Create(CultureInfo.InvariantCulture, $"{ProjectIdPrefix}{RandomNumberGenerator.GetHexString(12, lowercase: true)}"));

    /// <inheritdoc/>
    public virtual async Task InitializeAsync() => _provider = await CreateProviderAsync(CancellationToken.None).ConfigureAwait(false);

    /// <inheritdoc/>
    public virtual Task DisposeAsync() => Task.CompletedTask;
}
