using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Provisioning.Projects.Tests;

public sealed class RegistrationTests
{
    [Fact]
    public void Options_come_from_the_configuration_and_then_from_code()
    {
        using ServiceProvider services = Build(
            new Dictionary<string, string?>
            {
                ["Provisioning:Projects:LeaseDuration"] = "00:01:00",
                ["Provisioning:Projects:OperationTimeout"] = "00:02:00",
                ["Provisioning:Projects:MaxParallelOperations"] = "7",
                ["Provisioning:Projects:PollInterval"] = "00:00:01",
                ["Provisioning:Projects:Reconciler:Mode"] = "heal",
                ["Provisioning:Projects:Reconciler:Interval"] = "00:00:10",
                ["Provisioning:Projects:Reconciler:ArchiveRetention"] = "30.00:00:00",
            },
            projects => projects.UseInMemoryStore().Configure(options => options.MaxParallelOperations = 9));
        ProjectServiceOptions service = services.GetRequiredService<IOptions<ProjectServiceOptions>>().Value;
        ProjectReconcilerOptions reconciler = services.GetRequiredService<IOptions<ProjectReconcilerOptions>>().Value;
        Assert.Equal((TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(2), 9, TimeSpan.FromSeconds(1)), (service.LeaseDuration, service.OperationTimeout, service.MaxParallelOperations, service.PollInterval));
        Assert.Equal((ProjectReconcilerMode.Heal, TimeSpan.FromSeconds(10), TimeSpan.FromDays(30)), (reconciler.Mode, reconciler.Interval, reconciler.ArchiveRetention));
        Assert.IsType<InMemoryProjectStore>(services.GetRequiredService<IProjectStore>());
        Assert.Same(services.GetRequiredService<IProjectService>(), services.GetRequiredService<IProjectService>());
        Assert.Single(services.GetServices<IHostedService>());
    }

    [Theory]
    [InlineData("Provisioning:Projects:LeaseDuration", "00:00:01", "LeaseDuration is 00:00:01")]
    [InlineData("Provisioning:Projects:LeaseDuration", "soon", "LeaseDuration is 'soon'")]
    [InlineData("Provisioning:Projects:MaxParallelOperations", "0", "MaxParallelOperations is 0")]
    [InlineData("Provisioning:Projects:Reconciler:Mode", "Always", "Mode is 'Always'")]
    [InlineData("Provisioning:Projects:Reconciler:HistoryRetention", "01:00:00", "HistoryRetention is 01:00:00")]
    [InlineData("Provisioning:Projects:Reconciler:MinBackoff", "02:00:00", "MinBackoff is 02:00:00")]
    public void A_wrong_option_is_told_with_its_key_and_the_rule(string key, string value, string expected)
    {
        using ServiceProvider services = Build(new Dictionary<string, string?> { [key] = value }, projects => projects.UseInMemoryStore());
        Exception exception = Assert.ThrowsAny<Exception>(() =>
            key.Contains("Reconciler", StringComparison.Ordinal) ? (object)services.GetRequiredService<IOptions<ProjectReconcilerOptions>>().Value : services.GetRequiredService<IOptions<ProjectServiceOptions>>().Value);
        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_store_and_keys_that_are_missing_are_told_with_what_to_do()
    {
        var services = new ServiceCollection();
        services.AddProvisioning().AddInMemory().AddProjects();
        using ServiceProvider provider = services.BuildServiceProvider();
        OptionsValidationException exception = Assert.Throws<OptionsValidationException>(() => provider.GetRequiredService<IOptions<ProjectServiceOptions>>().Value);
        Assert.Contains("UseInMemoryStore", exception.Message, StringComparison.Ordinal);
        Assert.Contains("AddDataProtection", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_background_service_runs_rounds_until_the_host_stops()
    {
        using ServiceProvider services = Build(new Dictionary<string, string?> { ["Provisioning:Projects:Reconciler:Interval"] = "00:00:01" }, projects => projects.UseInMemoryStore());
        IHostedService background = services.GetServices<IHostedService>().Single();
        await background.StartAsync(CancellationToken.None);
        IProjectService projects = services.GetRequiredService<IProjectService>();
        await projects.CreateAsync(Templates.Request());
        services.GetRequiredService<IProvisioningProvider>().GetService<Provisioning.Testing.InMemoryBackend>()!.Crash(Templates.Acme, "api");
        await Eventually.TrueAsync(async () => (await projects.GetAsync(Templates.Acme)).Drift is not null);
        await background.StopAsync(CancellationToken.None);
    }

    [Fact]
    public void A_template_is_packed_and_unpacked_and_damage_is_seen()
    {
        ProjectTemplate template = ProjectTemplate.FromFiles("web", "compose.yaml", [new TemplateFile("compose.yaml", "services: {}"u8.ToArray()), new TemplateFile("bin/run", new byte[] { 0, 1, 255 }, isExecutable: true)]);
        byte[] packed = TemplateArchive.Pack(template).ToArray();
        ProjectTemplate unpacked = TemplateArchive.Unpack(Record(packed), "other");
        Assert.Equal((template.Digest, "other"), (unpacked.Digest, unpacked.Name));
        Assert.True(unpacked.FindFile("bin/run")!.IsExecutable);
        foreach (byte[] damaged in new[] { [], packed[..^3], [.. packed.Select(value => (byte)(value ^ 1))] })
        {
            Assert.Equal(ProvisioningErrorCode.StateDamaged, Assert.Throws<ProvisioningException>(() => TemplateArchive.Unpack(Record(damaged), "web")).ErrorCode);
        }

        TemplateRecord Record(byte[] content) => new() { Digest = template.Digest, Content = content, CreatedAt = DateTimeOffset.UnixEpoch };
    }

    [Fact]
    public void A_stored_text_that_is_none_is_damage_and_is_not_quoted()
    {
        ProvisioningException exception = Assert.Throws<ProvisioningException>(() => ProjectStoreSerializer.DeserializeProject("{ \"name\": \"canary-in-the-text\" "));
        Assert.Equal(ProvisioningErrorCode.StateDamaged, exception.ErrorCode);
        Assert.DoesNotContain("canary", exception.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_record_of_an_earlier_version_without_newer_members_is_read()
    {
        const string Old = """
            {"id":"acme","version":3,"name":"acme","providerName":"memory","desiredState":"Running","state":"Running","generation":1,"revisionDigest":"sha256:1","templateDigest":"sha256:2",
            "templateName":"web","createdAt":"2026-01-01T00:00:00+00:00","updatedAt":"2026-01-01T00:00:00+00:00","somethingOfTheFuture":[1]}
            """;
        ProjectRecord record = ProjectStoreSerializer.DeserializeProject(Old);
        Assert.Equal((3L, ProjectDesiredState.Running), (record.Version, record.DesiredState));
        Assert.Empty(record.Labels);
        Assert.Empty(record.Variables);
        Assert.Empty(record.SecretNames);
        Assert.Empty(record.Endpoints);
    }

    private static ServiceProvider Build(Dictionary<string, string?> configuration, Action<IProjectsBuilder> projects)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(configuration).Build());
        services.AddSingleton<IDataProtectionProvider>(new EphemeralDataProtectionProvider());
        services.AddProvisioning().AddInMemory().AddProjects(projects).AddProjectReconciler();
        return services.BuildServiceProvider();
    }
}
