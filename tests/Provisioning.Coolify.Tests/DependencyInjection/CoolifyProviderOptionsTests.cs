using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Provisioning.Coolify.Tests;

public sealed class CoolifyProviderOptionsTests
{
    private const string Token = "7|canaryTOKENcanaryTOKEN";

    [Fact]
    public void Everything_can_be_set_by_configuration()
    {
        CoolifyProviderOptions options = Bind(new()
        {
            ["Provisioning:Coolify:ApiUrl"] = "https://coolify.example.com",
            ["Provisioning:Coolify:ApiToken"] = Token,
            ["Provisioning:Coolify:InstanceId"] = "eu-1",
            ["Provisioning:Coolify:Project"] = "tenants",
            ["Provisioning:Coolify:Environment"] = "staging",
            ["Provisioning:Coolify:Placement"] = "FewestProjects",
            ["Provisioning:Coolify:Server"] = "edge-1",
            ["Provisioning:Coolify:Servers:0"] = "edge-1",
            ["Provisioning:Coolify:Servers:1"] = "edge-2",
            ["Provisioning:Coolify:Destination"] = "coolify",
            ["Provisioning:Coolify:DomainPattern"] = "https://{project}.apps.example.com",
            ["Provisioning:Coolify:ForceDomainOverride"] = "true",
            ["Provisioning:Coolify:SecretPlacement"] = "inline",
            ["Provisioning:Coolify:AllowDeleteUnusedVolumes"] = "true",
            ["Provisioning:Coolify:DefaultTimeout"] = "00:20:00",
            ["Provisioning:Coolify:PollInterval"] = "00:00:06",
            ["Provisioning:Coolify:MaxPollInterval"] = "00:00:12",
            ["Provisioning:Coolify:StartGrace"] = "00:03:00",
            ["Provisioning:Coolify:SettleTime"] = "00:01:00",
            ["Provisioning:Coolify:DeletionTimeout"] = "00:04:00",
            ["Provisioning:Coolify:ProbeEndpoints"] = "false",
            ["Provisioning:Coolify:ProbeTimeout"] = "00:00:07",
            ["Provisioning:Coolify:LogPollInterval"] = "00:00:08",
            ["Provisioning:Coolify:FailureLogLines"] = "5",
            ["Provisioning:Coolify:RequestTimeout"] = "00:00:20",
            ["Provisioning:Coolify:LongRequestTimeout"] = "00:02:00",
            ["Provisioning:Coolify:RetryAttempts"] = "1",
            ["Provisioning:Coolify:RequestsPerMinute"] = "150",
            ["Provisioning:Coolify:Parallelism"] = "4",
            ["Provisioning:Coolify:MaxResponseBytes"] = "1000000",
        });

        Assert.Equal("https://coolify.example.com/", options.ApiUrl!.AbsoluteUri);
        Assert.Equal(Token, options.ApiToken!.Reveal());
        Assert.Equal(("eu-1", "tenants", "staging"), (options.InstanceId, options.Project, options.Environment));
        Assert.Equal((CoolifyPlacement.FewestProjects, "edge-1", "coolify"), (options.Placement, options.Server, options.Destination));
        Assert.Equal(["edge-1", "edge-2"], options.Servers);
        Assert.Equal("https://{project}.apps.example.com", options.DomainPattern);
        Assert.Equal(CoolifySecretPlacement.Inline, options.SecretPlacement);
        Assert.True(options.ForceDomainOverride);
        Assert.True(options.AllowDeleteUnusedVolumes);
        Assert.False(options.ProbeEndpoints);
        Assert.Equal(
            [20 * 60, 6, 12, 180, 60, 240, 7, 8, 20, 120],
            new[] { options.DefaultTimeout, options.PollInterval, options.MaxPollInterval, options.StartGrace, options.SettleTime, options.DeletionTimeout, options.ProbeTimeout, options.LogPollInterval, options.RequestTimeout, options.LongRequestTimeout }.Select(time => time.TotalSeconds));
        Assert.Equal((5, 1, 150, 4, 1_000_000), (options.FailureLogLines, options.RetryAttempts, options.RequestsPerMinute, options.Parallelism, options.MaxResponseBytes));
    }

    [Fact]
    public void The_variables_fill_address_and_token_and_the_section_wins()
    {
        CoolifyProviderOptions variables = Bind(new() { ["COOLIFY_API_URL"] = " https://a.example.com ", ["COOLIFY_API_TOKEN"] = $" {Token}\n" });
        CoolifyProviderOptions both = Bind(new()
        {
            ["COOLIFY_API_URL"] = "https://a.example.com",
            ["COOLIFY_API_TOKEN"] = "1|other",
            ["Provisioning:Coolify:ApiUrl"] = "https://b.example.com",
            ["Provisioning:Coolify:ApiToken"] = Token,
        });

        Assert.Equal("https://a.example.com/", variables.ApiUrl!.AbsoluteUri);
        Assert.Equal(Token, variables.ApiToken!.Reveal());
        Assert.Equal("https://b.example.com/", both.ApiUrl!.AbsoluteUri);
        Assert.Equal(Token, both.ApiToken!.Reveal());
    }

    [Fact]
    public void Providers_with_names_of_their_own_have_options_of_their_own()
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(Configuration(new()
        {
            ["Provisioning:Provider"] = "coolify-eu",
            ["Provisioning:coolify-eu:ApiUrl"] = "https://eu.example.com",
            ["Provisioning:coolify-eu:ApiToken"] = Token,
            ["Elsewhere:ApiUrl"] = "https://us.example.com/api/v1",
            ["Elsewhere:ApiToken"] = "8|other",
        }));
        IConfiguration elsewhere = Configuration(new() { ["ApiUrl"] = "https://us.example.com/api/v1", ["ApiToken"] = "8|other" });
        services.AddProvisioning().AddCoolify("coolify-eu").AddCoolify("coolify-us", elsewhere).AddCoolify("coolify-eu");
        using ServiceProvider provider = services.BuildServiceProvider();

        Assert.Equal("https://eu.example.com/api/v1/", provider.GetRequiredKeyedService<ICoolifyClient>("coolify-eu").ApiUrl.AbsoluteUri);
        Assert.Equal("https://us.example.com/api/v1/", provider.GetRequiredKeyedService<ICoolifyClient>("coolify-us").ApiUrl.AbsoluteUri);
    }

    [Fact]
    public void All_problems_are_told_at_once_and_never_the_token()
    {
        OptionsValidationException error = Assert.Throws<OptionsValidationException>(() => Bind(new()
        {
            ["Provisioning:Coolify:ApiUrl"] = "https://admin:canaryPASSWORD@coolify.example.com",
            ["Provisioning:Coolify:ApiToken"] = Token + " and “more”",
            ["Provisioning:Coolify:InstanceId"] = "Not Right",
            ["Provisioning:Coolify:Project"] = "{x}",
            ["Provisioning:Coolify:Environment"] = "e",
            ["Provisioning:Coolify:Placement"] = "7",
            ["Provisioning:Coolify:SecretPlacement"] = "7",
            ["Provisioning:Coolify:Servers:0"] = " ",
            ["Provisioning:Coolify:DomainPattern"] = "https://apps.example.com",
            ["Provisioning:Coolify:RequestsPerMinute"] = "0",
            ["Provisioning:Coolify:Parallelism"] = "0",
            ["Provisioning:Coolify:RetryAttempts"] = "11",
            ["Provisioning:Coolify:FailureLogLines"] = "-1",
            ["Provisioning:Coolify:MaxResponseBytes"] = "1",
            ["Provisioning:Coolify:RequestTimeout"] = "00:00:00",
            ["Provisioning:Coolify:LongRequestTimeout"] = "-00:00:01",
            ["Provisioning:Coolify:MaxPollInterval"] = "00:00:01",
            ["Provisioning:Coolify:CaCertificatePath"] = "/does/not/exist.pem",
        }));

        foreach (string property in new[]
        {
            "ApiUrl", "ApiToken", "InstanceId", "Project", "Environment", "Placement", "SecretPlacement", "Servers", "DomainPattern", "RequestsPerMinute", "Parallelism",
            "RetryAttempts", "FailureLogLines", "MaxResponseBytes", "RequestTimeout", "LongRequestTimeout", "MaxPollInterval", "CaCertificatePath",
        })
        {
            Assert.Contains(error.Failures, failure => failure.StartsWith($"Provisioning:coolify:{property} ", StringComparison.Ordinal));
        }

        Assert.DoesNotContain("canary", error.ToString(), StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData(null, Token, "COOLIFY_API_URL")]
    [InlineData("https://coolify.example.com", null, "COOLIFY_API_TOKEN")]
    [InlineData("coolify.example.com", Token, "ApiUrl")]
    [InlineData("ftp://coolify.example.com", Token, "ApiUrl")]
    [InlineData("https://coolify.example.com/?team=1", Token, "ApiUrl")]
    [InlineData("https://coolify.example.com/#x", Token, "ApiUrl")]
    public void An_address_and_a_token_are_needed(string? url, string? token, string says)
    {
        OptionsValidationException error = Assert.Throws<OptionsValidationException>(() => Bind(new() { ["Provisioning:Coolify:ApiUrl"] = url, ["Provisioning:Coolify:ApiToken"] = token }));

        Assert.Contains(says, Assert.Single(error.Failures), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_that_uses_another_provider_starts_without_address_and_token()
    {
        var services = new ServiceCollection();
        services.AddSingleton(Configuration(new() { ["Provisioning:Provider"] = "memory" }));
        services.AddProvisioning().AddInMemory().AddCoolify();
        await using ServiceProvider provider = services.BuildServiceProvider();

        provider.GetRequiredService<IStartupValidator>().Validate();

        Assert.Equal("memory", provider.GetRequiredService<IProvisioningProvider>().Metadata.ProviderName);
        OptionsValidationException error = Assert.Throws<OptionsValidationException>(() => provider.GetRequiredKeyedService<IProvisioningProvider>("coolify"));
        Assert.Contains(error.Failures, failure => failure.Contains("COOLIFY_API_URL", StringComparison.Ordinal));
        Assert.Contains(error.Failures, failure => failure.Contains("COOLIFY_API_TOKEN", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_host_that_uses_another_provider_is_told_about_wrong_options_all_the_same()
    {
        var services = new ServiceCollection();
        services.AddSingleton(Configuration(new() { ["Provisioning:Provider"] = "memory", ["Provisioning:Coolify:Parallelism"] = "0" }));
        services.AddProvisioning().AddInMemory().AddCoolify();
        await using ServiceProvider provider = services.BuildServiceProvider();

        OptionsValidationException error = Assert.Throws<OptionsValidationException>(() => provider.GetRequiredService<IStartupValidator>().Validate());

        Assert.Contains("Parallelism", Assert.Single(error.Failures), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_that_uses_Coolify_does_not_start_without_address_and_token()
    {
        var services = new ServiceCollection();
        services.AddSingleton(Configuration(new() { ["Provisioning:Provider"] = "coolify" }));
        services.AddProvisioning().AddInMemory().AddCoolify();
        await using ServiceProvider provider = services.BuildServiceProvider();

        OptionsValidationException error = Assert.Throws<OptionsValidationException>(() => provider.GetRequiredService<IStartupValidator>().Validate());

        Assert.Equal(2, error.Failures.Count());
    }

    [Theory]
    [InlineData("https://{project}.apps.example.com", true)]
    [InlineData("http://apps.example.com/{project}", true)]
    [InlineData("{project}.apps.example.com", false)]
    [InlineData("https://apps.example.com", false)]
    [InlineData("ftp://{project}.example.com", false)]
    [InlineData("https://{project}.example.com?x={project}", false)]
    public void The_pattern_of_domains_gives_each_project_an_address(string pattern, bool right)
    {
        Dictionary<string, string?> settings = new() { ["COOLIFY_API_URL"] = "https://coolify.example.com", ["COOLIFY_API_TOKEN"] = Token, ["Provisioning:Coolify:DomainPattern"] = pattern };

        if (right)
        {
            Bind(settings);
        }
        else
        {
            Assert.Contains("DomainPattern", Assert.Single(Assert.Throws<OptionsValidationException>(() => Bind(settings)).Failures), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_file_that_holds_no_certificate_is_no_authority()
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, "not a certificate");
            OptionsValidationException error = Assert.Throws<OptionsValidationException>(() => Bind(new() { ["COOLIFY_API_URL"] = "https://coolify.example.com", ["COOLIFY_API_TOKEN"] = Token, ["Provisioning:Coolify:CaCertificatePath"] = path }));

            Assert.Contains("CaCertificatePath", Assert.Single(error.Failures), StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static IConfiguration Configuration(Dictionary<string, string?> settings) => new ConfigurationBuilder().AddInMemoryCollection(settings).Build();

    private static CoolifyProviderOptions Bind(Dictionary<string, string?> settings)
    {
        var services = new ServiceCollection();
        services.AddSingleton(Configuration(settings));
        services.AddProvisioning().AddCoolify();
        using ServiceProvider provider = services.BuildServiceProvider();
        return provider.GetRequiredService<IOptionsMonitor<CoolifyProviderOptions>>().Get("coolify");
    }
}
