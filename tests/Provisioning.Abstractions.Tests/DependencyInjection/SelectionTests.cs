using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Provisioning.Tests;

// Which provider is injected plainly. Reads the process's environment too, so it runs with nothing that changes it.
[Collection(ProcessEnvironment.Name)]
public sealed class SelectionTests
{
    [Theory]
    [InlineData("b", "", "a,b,local,coolify", "b", "Provisioning:Provider says so.")]
    [InlineData("b", "url,token", "b,coolify", "b", "Provisioning:Provider says so.")]
    [InlineData("b", "url", "b", "b", "Provisioning:Provider says so.")]
    [InlineData("", "url,token", "local,coolify", "coolify", "COOLIFY_API_URL and COOLIFY_API_TOKEN are set.")]
    [InlineData("", "section", "local,coolify", "coolify", "COOLIFY_API_URL and COOLIFY_API_TOKEN are set.")]
    [InlineData("", "", "local,coolify", "local", "neither Provisioning:Provider nor COOLIFY_API_URL is set.")]
    [InlineData("", "", "local", "local", "neither Provisioning:Provider nor COOLIFY_API_URL is set.")]
    [InlineData("", "", "memory", "memory", "it is the only one registered.")]
    [InlineData("  ", "", "memory", "memory", "it is the only one registered.")]
    public void The_provider_is_selected_by_name_then_coolify_then_the_only_one_then_local(string provider, string variables, string registered, string expected, string reason)
    {
        using ServiceProvider services = Build(provider, variables, registered);
        IProvisioningProviderRegistry registry = services.GetRequiredService<IProvisioningProviderRegistry>();
        Assert.Equal(expected, registry.Selection.ProviderName);
        Assert.Equal(reason, registry.Selection.Reason);
        Assert.Equal(expected, services.GetRequiredService<IProvisioningProvider>().Metadata.ProviderName);
        Assert.Same(services.GetRequiredKeyedService<IProvisioningProvider>(expected), services.GetRequiredService<IProvisioningProvider>());
        Assert.Equal(registered.Split(','), registry.Names);
    }

    [Theory]
    [InlineData("", "url", "local,coolify", "COOLIFY_API_URL is set and COOLIFY_API_TOKEN is missing")]
    [InlineData("", "token", "local,coolify", "COOLIFY_API_TOKEN is set and COOLIFY_API_URL is missing")]
    [InlineData("", "url", "memory", "COOLIFY_API_URL is set and COOLIFY_API_TOKEN is missing")]
    [InlineData("", "", "a,b", "Install the package Provisioning.Local and call AddLocal()")]
    [InlineData("", "", "", "No provider is registered. Install the package Provisioning.Local and call AddLocal()")]
    [InlineData("", "url,token", "local", "Install the package Provisioning.Coolify and call AddCoolify()")]
    [InlineData("coolify", "", "local", "Install the package Provisioning.Coolify and call AddCoolify()")]
    [InlineData("typo", "", "local,memory", "The provider 'typo' is selected because Provisioning:Provider says so. It is not registered. Registered are: local, memory.")]
    public async Task What_cannot_be_selected_fails_when_the_host_starts(string provider, string variables, string registered, string expected)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddConfiguration(Configuration(provider, variables));
        Add(builder.Services.AddProvisioning(), registered);
        using IHost host = builder.Build();
        OptionsValidationException exception = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());
        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("t0ken", exception.Message, StringComparison.Ordinal);

        // Without a host, the first use says the same.
        using ServiceProvider services = Build(provider, variables, registered);
        Assert.Equal(exception.Message, Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IProvisioningProvider>()).Message);
        Assert.Equal(exception.Message, Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IProvisioningProviderRegistry>().Selection).Message);
    }

    [Fact]
    public async Task A_host_with_a_selection_starts()
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddProvisioning().AddInMemory();
        using IHost host = builder.Build();
        await host.StartAsync();
        Assert.Equal("memory", host.Services.GetRequiredService<IProvisioningProvider>().Metadata.ProviderName);
        await host.StopAsync();
    }

    [Theory]
    [InlineData("url,token", "coolify")]
    [InlineData("", "local")]
    public void The_environment_of_the_process_counts_where_the_configuration_does_not_bring_it(string variables, string expected)
    {
        using var environment = new ProcessEnvironment(variables.Contains("url", StringComparison.Ordinal) ? "https://coolify.example" : null, variables.Contains("token", StringComparison.Ordinal) ? "t0ken" : null);
        using ServiceProvider services = Build(provider: "", variables: "", "local,coolify");
        Assert.Equal(expected, services.GetRequiredService<IProvisioningProviderRegistry>().Selection.ProviderName);
    }

    [Fact]
    public void One_variable_in_the_environment_and_one_in_the_configuration_are_both()
    {
        using var environment = new ProcessEnvironment("https://coolify.example", token: null);
        using ServiceProvider services = Build(provider: "", "token", "local,coolify");
        Assert.Equal("coolify", services.GetRequiredService<IProvisioningProviderRegistry>().Selection.ProviderName);
    }

    internal static ServiceProvider Build(string provider, string variables, string registered)
    {
        var services = new ServiceCollection();
        services.AddSingleton(Configuration(provider, variables));
        Add(services.AddProvisioning(), registered);
        return services.BuildServiceProvider(validateScopes: true);
    }

    private static void Add(IProvisioningBuilder builder, string registered)
    {
        foreach (string name in registered.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            builder.AddProvider(name, (_, registeredName) => new FakeProvider(registeredName));
        }
    }

    private static IConfiguration Configuration(string provider, string variables)
    {
        var values = new Dictionary<string, string?> { ["Provisioning:Provider"] = provider };
        if (variables.Contains("url", StringComparison.Ordinal))
        {
            values["COOLIFY_API_URL"] = "https://coolify.example";
        }

        if (variables.Contains("token", StringComparison.Ordinal))
        {
            values["COOLIFY_API_TOKEN"] = "t0ken";
        }

        if (variables == "section")
        {
            values["Provisioning:coolify:ApiUrl"] = "https://coolify.example";
            values["Provisioning:coolify:ApiToken"] = "t0ken";
        }

        return new ConfigurationBuilder().AddInMemoryCollection(values).Build();
    }
}
