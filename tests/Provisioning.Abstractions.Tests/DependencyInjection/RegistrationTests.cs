using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Provisioning.Tests;

public sealed class RegistrationTests
{
    [Fact]
    public async Task Everything_can_be_added_twice()
    {
        int made = 0;
        var services = new ServiceCollection();
        for (int i = 0; i < 2; i++)
        {
            services.AddProvisioning().AddProvider("a", (_, name) =>
            {
                made++;
                return new FakeProvider(name);
            });
        }

        await using ServiceProvider provider = services.BuildServiceProvider();
        Assert.Equal(["a"], provider.GetRequiredService<IProvisioningProviderRegistry>().Names);
        Assert.Same(provider.GetRequiredService<IProvisioningProvider>(), provider.GetRequiredService<IProvisioningProvider>());
        Assert.Single(provider.GetServices<IProvisioningProvider>());
        Assert.Equal(1, made);
    }

    [Fact]
    public void A_name_that_is_taken_keeps_its_first_provider()
    {
        using ServiceProvider services = new ServiceCollection().AddProvisioning()
            .AddProvider("a", (_, _) => new FakeProvider("first"))
            .AddProvider("a", (_, _) => new FakeProvider("second"))
            .Services.BuildServiceProvider();
        Assert.Equal("first", services.GetRequiredKeyedService<IProvisioningProvider>("a").Metadata.ProviderName);
    }

    [Fact]
    public void The_registry_finds_providers_by_name_and_lists_them_when_there_is_none()
    {
        using ServiceProvider services = new ServiceCollection().AddProvisioning(options => options.Provider = "b")
            .AddProvider("a", (_, name) => new FakeProvider(name))
            .AddProvider("b", (_, name) => new FakeProvider(name))
            .Services.BuildServiceProvider();
        IProvisioningProviderRegistry registry = services.GetRequiredService<IProvisioningProviderRegistry>();
        Assert.Equal(["a", "b"], registry.Names);
        Assert.Same(services.GetRequiredKeyedService<IProvisioningProvider>("a"), registry.GetProvider("a"));
        Assert.Equal("b", services.GetRequiredService<IProvisioningProvider>().Metadata.ProviderName);
        Assert.True(registry.TryGetProvider("b", out _));
        Assert.False(registry.TryGetProvider("A", out _));
        Assert.Equal("No provider is registered under the name 'c'. Registered are: a, b.", Assert.Throws<KeyNotFoundException>(() => registry.GetProvider("c")).Message);
    }

    [Fact]
    public void The_section_given_is_used_and_the_last_one_wins()
    {
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Provisioning:Provider"] = "a",
            ["Own:Provider"] = "b",
            ["Own:b:Key"] = "value",
        }).Build();
        var services = new ServiceCollection();
        services.AddSingleton(configuration);
        services.AddProvisioning();
        services.AddProvisioning(configuration.GetSection("Provisioning"));
        services.AddProvisioning(configuration.GetSection("Own"));
        services.AddProvisioning()
            .AddProvider("a", (_, name) => new FakeProvider(name))
            .AddProvider("b", (_, name) => new FakeProvider(name));
        using ServiceProvider provider = services.BuildServiceProvider();
        Assert.Equal("b", provider.GetRequiredService<IProvisioningProvider>().Metadata.ProviderName);
        Assert.Equal("value", provider.GetRequiredService<ProvisioningConfiguration>().GetProviderSection("b")!["Key"]);
        Assert.Same(configuration, provider.GetRequiredService<ProvisioningConfiguration>().Root);
    }

    [Fact]
    public void Code_wins_over_configuration()
    {
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["Provisioning:Provider"] = "a" }).Build();
        var services = new ServiceCollection();
        services.AddSingleton(configuration);
        services.AddProvisioning(options => options.Provider = "b")
            .AddProvider("a", (_, name) => new FakeProvider(name))
            .AddProvider("b", (_, name) => new FakeProvider(name));
        using ServiceProvider provider = services.BuildServiceProvider();
        Assert.Equal("b", provider.GetRequiredService<IProvisioningProvider>().Metadata.ProviderName);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Logs_arrive_whether_logging_was_added_before_or_after(bool before)
    {
        var log = new LogRecorder();
        var services = new ServiceCollection();
        if (before)
        {
            services.AddLogging(logging => logging.AddProvider(log).SetMinimumLevel(LogLevel.Trace));
        }

        services.AddProvisioning().AddProvider("a", (_, name) => new FakeProvider(name));
        if (!before)
        {
            services.AddLogging(logging => logging.AddProvider(log).SetMinimumLevel(LogLevel.Trace));
        }

        using ServiceProvider provider = services.BuildServiceProvider();
        _ = provider.GetRequiredService<IProvisioningProvider>();
        _ = provider.GetRequiredService<IProvisioningProvider>();
        LogRecorder.Entry entry = Assert.Single(log.Entries, item => item.Id == 1000);
        Assert.Equal("Provisioning uses the provider 'a': it is the only one registered.", entry.Message);
        Assert.Equal(LogLevel.Information, entry.Level);
        Assert.StartsWith("Provisioning.", entry.Category, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_first_decorator_added_is_the_outermost_and_every_provider_has_them()
    {
        var calls = new List<string>();
        using ServiceProvider services = new ServiceCollection().AddProvisioning(options => options.Provider = "a")
            .Use((inner, _) => new Recorder(inner, "outer", calls))
            .AddProvider("a", (_, name) => new FakeProvider(name))
            .AddProvider("b", (_, name) => new FakeProvider(name))
            .Use((inner, _) => new Recorder(inner, "inner", calls))
            .Services.BuildServiceProvider();
        await services.GetRequiredService<IProvisioningProvider>().StopAsync(ProjectId.Parse("acme"));
        await services.GetRequiredKeyedService<IProvisioningProvider>("b").StopAsync(ProjectId.Parse("acme"));
        Assert.Equal(["outer a", "inner a", "outer b", "inner b"], calls);
    }

    [Fact]
    public void Decorators_pass_on_what_they_do_not_change()
    {
        var fake = new FakeProvider();
        IProvisioningProvider decorated = new Recorder(new Recorder(fake, "x", []), "y", []);
        Assert.Same(fake, decorated.GetService<FakeProvider>());
        Assert.Same(decorated, decorated.GetService<Recorder>());
        Assert.Null(decorated.GetService<FakeProvider>("key"));
        Assert.Same(fake.Metadata, decorated.Metadata);
        Assert.True(decorated.Supports(ProvisioningCapabilities.StoredSecrets));
        Assert.False(decorated.Supports(ProvisioningCapabilities.StoredSecrets | ProvisioningCapabilities.RollBack));
        Assert.Throws<ArgumentNullException>(() => new Recorder(null!, "x", []));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_container_disposes_of_a_provider_decorated_or_not(bool decorated)
    {
        var disposable = new DisposableProvider();
        IProvisioningBuilder builder = new ServiceCollection().AddProvisioning().AddProvider("a", (_, _) => disposable);
        if (decorated)
        {
            builder.UseLogging().UseOpenTelemetry();
        }

        await using (ServiceProvider services = builder.Services.BuildServiceProvider())
        {
            _ = services.GetRequiredService<IProvisioningProvider>();
            Assert.Equal(0, disposable.Disposals);
        }

        Assert.True(disposable.Disposals > 0);
    }

    [Fact]
    public async Task Helpers_look_up_and_wait()
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        ProjectId acme = ProjectId.Parse("acme");
        int looks = 0;
        var provider = new FakeProvider();
        provider.Answer = id => Task.FromResult(provider.Project(id, ++looks < 3 ? ProjectState.Provisioning : ProjectState.Running));
        Task<ProjectStatus> waiting = provider.WaitForStateAsync(acme, ProjectState.Running, TimeSpan.FromSeconds(5), time);
        Assert.False(waiting.IsCompleted);
        for (int i = 0; i < 1_000 && !waiting.IsCompleted; i++)
        {
            time.Advance(TimeSpan.FromSeconds(5));
            await Task.Yield();
        }

        Assert.Equal(ProjectState.Running, (await waiting.WaitAsync(TimeSpan.FromSeconds(20))).State);
        Assert.Equal(3, looks);
        provider.Answer = _ => Task.FromResult<ProvisionedProject>(null!);
        ProjectNotFoundException exception = await Assert.ThrowsAsync<ProjectNotFoundException>(() => provider.GetAsync(acme));
        Assert.Equal("find", exception.OperationName);
    }

    [Fact]
    public void Wrong_use_is_told_by_argument()
    {
        var services = new ServiceCollection();
        IProvisioningBuilder builder = services.AddProvisioning();
        Assert.Throws<ArgumentNullException>("services", () => ((IServiceCollection)null!).AddProvisioning());
        Assert.Throws<ArgumentNullException>("configure", () => services.AddProvisioning((Action<ProvisioningOptions>)null!));
        Assert.Throws<ArgumentNullException>("section", () => services.AddProvisioning((IConfiguration)null!));
        Assert.Throws<ArgumentException>("name", () => builder.AddProvider(" ", (_, _) => new FakeProvider()));
        Assert.Throws<ArgumentNullException>("factory", () => builder.AddProvider("a", null!));
        Assert.Throws<ArgumentNullException>("decorate", () => builder.Use(null!));
    }

    private sealed class Recorder(IProvisioningProvider inner, string name, List<string> calls) : DelegatingProvisioningProvider(inner)
    {
        public override Task<ProvisionedProject> StopAsync(ProjectId projectId, ProvisioningOperationOptions? options = null, CancellationToken cancellationToken = default)
        {
            calls.Add($"{name} {Metadata.ProviderName}");
            return base.StopAsync(projectId, options, cancellationToken);
        }
    }

    private sealed class DisposableProvider : FakeProvider, IDisposable
    {
        public int Disposals { get; private set; }

        public void Dispose() => Disposals++;
    }
}
