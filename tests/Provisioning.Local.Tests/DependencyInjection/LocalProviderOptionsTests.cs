using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Provisioning.Local.Tests.DependencyInjection;

public sealed class LocalProviderOptionsTests
{
    [Fact]
    public void The_default_options_are_valid()
    {
        LocalProviderOptions options = Options([]);
        Assert.EndsWith("provisioning", options.StateDirectory, StringComparison.Ordinal);
        Assert.True(Path.IsPathFullyQualified(options.StateDirectory));
        Assert.Equal("127.0.0.1", options.BindAddress);
        Assert.False(options.Policy.AllowPrivileged);
    }

    [Fact]
    public void Options_are_bound_from_the_providers_section_whatever_its_case()
    {
        LocalProviderOptions options = Options(new()
        {
            ["PROVISIONING:LOCAL:STATEDIRECTORY"] = "/tmp/elsewhere",
            ["Provisioning:local:DefaultTimeout"] = "00:01:00",
            ["Provisioning:local:Policy:AllowHostPaths"] = "true",
            ["Provisioning:local:Policy:AllowedCapabilities:0"] = "NET_BIND_SERVICE",
            ["Provisioning:local:FastReadiness"] = "true",
        });
        Assert.Equal("/tmp/elsewhere", options.StateDirectory);
        Assert.Equal(TimeSpan.FromMinutes(1), options.DefaultTimeout);
        Assert.True(options.Policy.AllowHostPaths);
        Assert.Equal(["NET_BIND_SERVICE"], options.Policy.AllowedCapabilities);
        Assert.True(options.FastReadiness);
    }

    [Fact]
    public void Code_wins_over_the_configuration_and_names_are_kept_apart()
    {
        IServiceProvider services = Build(
            new() { ["Provisioning:local:Parallelism"] = "3", ["Provisioning:edge:Parallelism"] = "5" },
            builder => builder.AddLocal(options => options.Parallelism = 7).AddLocal("edge"));
        var monitor = services.GetRequiredService<IOptionsMonitor<LocalProviderOptions>>();
        Assert.Equal(7, monitor.Get("local").Parallelism);
        Assert.Equal(5, monitor.Get("edge").Parallelism);
        Assert.Equal("edge", services.GetRequiredService<IProvisioningProviderRegistry>().GetProvider("edge").Metadata.ProviderName);
    }

    [Fact]
    public void A_section_given_is_bound_over_the_usual_one()
    {
        IConfiguration section = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["PortRange"] = "30000-30010" }).Build();
        IServiceProvider services = Build(new() { ["Provisioning:local:PortRange"] = "20000-20010" }, builder => builder.AddLocal(section));
        Assert.Equal("30000-30010", services.GetRequiredService<IOptionsMonitor<LocalProviderOptions>>().Get("local").PortRange);
    }

    [Theory]
    [InlineData("StateDirectory", " ")]
    [InlineData("PullPolicy", "sometimes")]
    [InlineData("PullPolicy", "every_now")]
    [InlineData("InstanceId", "short")]
    [InlineData("InstanceId", "With-Capitals")]
    [InlineData("PortRange", "80")]
    [InlineData("PortRange", "29999-20000")]
    [InlineData("PortRange", "80-90")]
    [InlineData("BindAddress", "localhost")]
    [InlineData("PublicHost", "a b")]
    [InlineData("AddressPool", "10.213.1.0/16")]
    [InlineData("SubnetPrefixLength", "15")]
    [InlineData("SubnetPrefixLength", "31")]
    [InlineData("DefaultTimeout", "00:00:00")]
    [InlineData("StopTimeout", "-00:00:01")]
    [InlineData("Parallelism", "0")]
    [InlineData("FailureLogLines", "-1")]
    [InlineData("MinimumUptime", "2.00:00:00")]
    public void A_wrong_option_is_named_with_its_key(string key, string value)
    {
        var exception = Assert.Throws<OptionsValidationException>(() => Options(new() { [$"Provisioning:local:{key}"] = value }));
        Assert.Contains($"Provisioning:local:{key} is", Assert.Single(exception.Failures), StringComparison.Ordinal);
    }

    [Fact]
    public void All_wrong_options_are_told_at_once()
    {
        var exception = Assert.Throws<OptionsValidationException>(() => Options(new() { ["Provisioning:local:PortRange"] = "x", ["Provisioning:local:BindAddress"] = "y" }));
        Assert.Equal(2, exception.Failures.Count());
    }

    [Fact]
    public void A_provider_is_registered_once_however_often_it_is_added()
    {
        IServiceProvider services = Build([], builder => builder.AddLocal().AddLocal().AddLocal(options => options.Parallelism = 2));
        Assert.Equal(["local"], services.GetRequiredService<IProvisioningProviderRegistry>().Names);
        Assert.Same(services.GetRequiredService<IProvisioningProvider>(), services.GetRequiredKeyedService<IProvisioningProvider>("local"));
    }

    private static LocalProviderOptions Options(Dictionary<string, string?> configuration) =>
        Build(configuration, builder => builder.AddLocal()).GetRequiredService<IOptionsMonitor<LocalProviderOptions>>().Get("local");

    private static ServiceProvider Build(Dictionary<string, string?> configuration, Action<IProvisioningBuilder> configure)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(configuration).Build());
        configure(services.AddProvisioning());
        return services.BuildServiceProvider();
    }
}
