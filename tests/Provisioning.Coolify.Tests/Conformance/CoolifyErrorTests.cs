using Provisioning.Testing.Conformance;

namespace Provisioning.Coolify.Tests.Conformance;

/// <summary>What goes wrong. Coolify tells neither the code with which a container ended nor what it said.</summary>
public abstract class CoolifyErrorTests(CoolifyConformanceFixture fixture) : ErrorConformanceTests(fixture)
{
    /// <summary>That a container ends again and again is seen; with which code is not.</summary>
    [Fact]
    public override async Task A_service_that_exits_fails_the_provision_with_its_last_words()
    {
        ProjectId project = NewProject();
        ServiceFailedException exception = await Assert.ThrowsAsync<ServiceFailedException>(() => ProvisionAsync(project, ConformanceTemplate.Failing));
        Assert.Equal(ProvisioningErrorCode.ServiceFailed, exception.ErrorCode);
        Assert.Equal(project, exception.ProjectId);
        Assert.Equal("app", exception.ServiceName);
        Assert.Contains("app", exception.Message, StringComparison.Ordinal);
        Assert.NotEmpty(exception.Details);
        await AssertStateAsync(project, ProjectState.Failed);
        ProjectStatus status = await Provider.GetStatusAsync(project, Token);
        Assert.False(Assert.Single(status.Services).IsReady);
    }

    /// <summary>The clock is held until something is made; else it could jump over the timeout while the first request is being built.</summary>
    [Fact]
    public override async Task A_provision_that_timed_out_says_so_and_can_be_repeated()
    {
        ProjectId project = NewProject();
        Task<ProvisionedProject> provisioning;
        using (fixture.HoldClock())
        {
            provisioning = InBackground(token => Provider.ProvisionAsync(Request(project, ConformanceTemplate.Gated), new ProvisioningOperationOptions { Timeout = TimeSpan.FromSeconds(3) }, token));
            await WaitUntilAsync(() => Task.FromResult(fixture.IsMade(project)), "Coolify has the service");
        }

        ProvisioningException exception = await Assert.ThrowsAsync<ProvisioningException>(() => provisioning.WaitAsync(Token));
        Assert.Equal(ProvisioningErrorCode.TimedOut, exception.ErrorCode);
        Assert.Equal(project, exception.ProjectId);
        Assert.Equal(ProvisioningOperationNames.Provision, exception.OperationName);
        await AssertStateAsync(project, ProjectState.Failed);

        // Whether it came to the start before the time was over is open, so the volume may be there only now.
        Task<ProvisionedProject> repeating = InBackground(token => Provider.ProvisionAsync(Request(project, ConformanceTemplate.Gated), cancellationToken: token));
        await WaitUntilAsync(() => Task.FromResult(fixture.HasVolume(project)), "its deployment has begun");
        await Fixture.ReleaseAsync(project, Token);
        ProvisionedProject repeated = await repeating.WaitAsync(Token);
        Assert.Equal(ProjectState.Running, repeated.State);
    }
}
