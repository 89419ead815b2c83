namespace Provisioning.Compose.Tests.Templates;

public sealed class TemplateLimitsTests
{
    private const long Mega = 1024 * 1024;

    [Fact]
    public void Limits_are_set_where_the_template_has_none()
    {
        ComposeService service = Apply("{}", memory: 256 * Mega, cpus: 0.5, pids: 100);
        Assert.Equal((256 * Mega, 0.5f, 100L), (service.MemLimit, service.Cpus, service.PidsLimit));
        Assert.Null(service.Deploy);
    }

    [Fact]
    public void The_lower_one_wins()
    {
        ComposeService low = Apply("{ mem_limit: 64m, cpus: 0.25, pids_limit: 10 }", memory: 256 * Mega, cpus: 0.5, pids: 100);
        Assert.Equal((64 * Mega, 0.25f, 10L), (low.MemLimit, low.Cpus, low.PidsLimit));
        ComposeService high = Apply("{ mem_limit: 1g, cpus: 4, pids_limit: 1000 }", memory: 256 * Mega, cpus: 0.5, pids: 100);
        Assert.Equal((256 * Mega, 0.5f, 100L), (high.MemLimit, high.Cpus, high.PidsLimit));
    }

    [Theory]
    [InlineData("{ mem_limit: 0, pids_limit: 0 }")]
    [InlineData("{ pids_limit: -1 }")]
    public void No_limit_is_higher_than_any(string service)
    {
        ComposeService result = Apply(service, memory: 256 * Mega, pids: 100);
        Assert.Equal((256 * Mega, 100L), (result.MemLimit, result.PidsLimit));
    }

    [Fact]
    public void The_deploy_section_is_lowered_too_and_the_two_never_differ()
    {
        ComposeService high = Apply("{ deploy: { resources: { limits: { cpus: \"4\", memory: 1g, pids: 1000 }, reservations: { memory: 512m, cpus: \"2\" } } } }", memory: 256 * Mega, cpus: 0.5, pids: 100);
        ComposeResource limits = high.Deploy!.Resources!.Limits!;
        Assert.Equal((256 * Mega, 0.5f, 100L), (limits.Memory, limits.Cpus, limits.Pids));
        Assert.Equal((high.MemLimit, high.Cpus, high.PidsLimit), (limits.Memory, limits.Cpus, limits.Pids));
        Assert.Equal((256 * Mega, 0.5f), (high.Deploy.Resources.Reservations!.Memory, high.Deploy.Resources.Reservations.Cpus));
        ComposeService low = Apply("{ deploy: { replicas: 2, resources: { limits: { cpus: \"0.1\", memory: 32m } } } }", memory: 256 * Mega, cpus: 0.5, pids: 100);
        Assert.Equal((32 * Mega, 0.1f, 100L), (low.Deploy!.Resources!.Limits!.Memory, low.Deploy.Resources.Limits.Cpus, low.Deploy.Resources.Limits.Pids));
        Assert.Equal((32 * Mega, 0.1f, 100L), (low.MemLimit, low.Cpus, low.PidsLimit));
        Assert.Equal(2, low.Deploy.Replicas);
    }

    [Fact]
    public void A_quota_counts_as_processors_and_is_replaced()
    {
        ComposeService low = Apply("{ cpu_quota: 25000 }", cpus: 0.5);
        Assert.Equal((0.25f, null, null), (low.Cpus, low.CpuQuota, low.CpuPeriod));
        ComposeService high = Apply("{ cpu_quota: 200000, cpu_period: 50000 }", cpus: 0.5);
        Assert.Equal((0.5f, null, null), (high.Cpus, high.CpuQuota, high.CpuPeriod));
        ComposeService untouched = Apply("{ cpu_quota: 25000 }", memory: 64 * Mega);
        Assert.Equal((null, 25000L), (untouched.Cpus, untouched.CpuQuota));
    }

    [Fact]
    public void Swap_and_reservation_follow_the_memory()
    {
        Assert.Equal(128 * Mega, Apply("{ memswap_limit: -1 }", memory: 64 * Mega).MemSwapLimit);
        Assert.Equal(128 * Mega, Apply("{ mem_limit: 1g, memswap_limit: 4g }", memory: 64 * Mega).MemSwapLimit);
        Assert.Equal(100 * Mega, Apply("{ mem_limit: 90m, memswap_limit: 100m }", memory: 64 * Mega).MemSwapLimit);
        Assert.Null(Apply("{ mem_limit: 1g }", memory: 64 * Mega).MemSwapLimit);
        Assert.Equal(64 * Mega, Apply("{ mem_limit: 1g, mem_reservation: 512m }", memory: 64 * Mega).MemReservation);
    }

    [Theory]
    [InlineData(0, null, null)]
    [InlineData(-1, null, null)]
    [InlineData(null, 0.0, null)]
    [InlineData(null, double.NaN, null)]
    [InlineData(null, double.PositiveInfinity, null)]
    [InlineData(null, null, 0)]
    public void A_limit_that_is_none_is_refused(int? memory, double? cpus, int? pids) =>
        Assert.Equal("limit_invalid", Assert.Single(Given.Problems(Given.Options(Given.Template("services: { a: { image: x } }"), limits: new ProjectLimits { MemoryBytes = memory, Cpus = cpus, Pids = pids }))).Code);

    private static ComposeService Apply(string service, long? memory = null, double? cpus = null, long? pids = null)
    {
        ProjectTemplate template = Given.Template($"x-s: &s {service}\nservices: {{ a: {{ <<: *s, image: x }} }}");
        ResolvedTemplate resolved = TemplateResolver.Resolve(Given.Options(template, limits: new ProjectLimits { MemoryBytes = memory, Cpus = cpus, Pids = pids }));
        Assert.Equal(resolved.Project.Services["a"].MemLimit, resolved.FullProject.Services["a"].MemLimit);
        return resolved.Project.Services["a"];
    }
}
