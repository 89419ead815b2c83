using Provisioning.Coolify.Rendering;

namespace Provisioning.Coolify.Tests.Rendering;

public sealed class ContainerStatusTests
{
    [Theory]
    [InlineData("running:healthy", ServiceState.Running, ServiceHealth.Healthy)]
    [InlineData("running:unhealthy", ServiceState.Running, ServiceHealth.Unhealthy)]
    [InlineData("running:unknown", ServiceState.Running, ServiceHealth.None)]
    [InlineData("running:starting", ServiceState.Running, ServiceHealth.Starting)]
    [InlineData("running:healthy:excluded", ServiceState.Running, ServiceHealth.Healthy)]
    [InlineData("running (healthy)", ServiceState.Running, ServiceHealth.Healthy)]
    [InlineData("running:", ServiceState.Running, ServiceHealth.None)]
    [InlineData("Running:Healthy", ServiceState.Running, ServiceHealth.Healthy)]
    [InlineData("exited", ServiceState.Exited, ServiceHealth.None)]
    [InlineData("exited:unhealthy", ServiceState.Exited, ServiceHealth.None)]
    [InlineData("exited (unhealthy)", ServiceState.Exited, ServiceHealth.None)]
    [InlineData("restarting:unknown", ServiceState.Restarting, ServiceHealth.None)]
    [InlineData("degraded:unhealthy", ServiceState.Restarting, ServiceHealth.None)]
    [InlineData("starting:unknown", ServiceState.Created, ServiceHealth.None)]
    [InlineData("created", ServiceState.Created, ServiceHealth.None)]
    [InlineData("paused:unknown", ServiceState.Paused, ServiceHealth.None)]
    [InlineData("removing", ServiceState.Dead, ServiceHealth.None)]
    [InlineData("dead", ServiceState.Dead, ServiceHealth.None)]
    [InlineData("unknown:unknown:excluded", ServiceState.Unknown, ServiceHealth.None)]
    [InlineData(":", ServiceState.Unknown, ServiceHealth.None)]
    [InlineData("", ServiceState.Unknown, ServiceHealth.None)]
    [InlineData(null, ServiceState.Unknown, ServiceHealth.None)]
    [InlineData("something new", ServiceState.Unknown, ServiceHealth.None)]
    public void Every_status_of_every_version_is_understood(string? text, object state, object health)
    {
        ContainerStatus status = ContainerStatus.Parse(text);
        Assert.Equal(state, status.State);
        Assert.Equal(health, status.Health);
    }

    [Theory]
    [InlineData("starting:unhealthy", true)]
    [InlineData("starting:unknown", false)]
    [InlineData("degraded:unhealthy", false)]
    [InlineData(null, false)]
    public void A_deployment_in_the_queue_is_told_from_a_container_that_starts(string? text, bool expected) => Assert.Equal(expected, ContainerStatus.IsDeploying(text));
}
