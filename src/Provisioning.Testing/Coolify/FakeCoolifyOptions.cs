namespace Provisioning.Testing.Coolify;

/// <summary>How a <see cref="FakeCoolify"/> behaves. The defaults are what a fresh 4.3.11 with one server does.</summary>
public sealed class FakeCoolifyOptions
{
    /// <summary>Gets the release. The default is <see cref="FakeCoolifyVersion.V43"/>.</summary>
    public FakeCoolifyVersion Version { get; init; } = FakeCoolifyVersion.V43;

    /// <summary>Gets the clock of queues, deployments and status checks. The default is the system's; with a <see cref="FakeCoolifyClock"/> minutes pass in milliseconds.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Gets what all of the instance's own delays are divided by. The default is 1: as measured at a real instance, where a good start is seen after up to a minute.</summary>
    public double Speed { get; init; } = 1;

    /// <summary>Gets the requests that a user may make in a minute. The default is 200, which is Coolify's.</summary>
    public int RequestsPerMinute { get; init; } = 200;

    /// <summary>Gets how long a deployment may take until Coolify gives it up without a word. The default is 600 s.</summary>
    public TimeSpan DeployTimeout { get; init; } = TimeSpan.FromSeconds(600);

    /// <summary>Gets the abilities of <see cref="FakeCoolify.Token"/>. The default is <c>read</c>, <c>write</c> and <c>deploy</c>.</summary>
    public IReadOnlyList<string> Abilities { get; init; } = ["read", "write", "deploy"];

    /// <summary>Gets the servers. The default is one, <c>localhost</c>.</summary>
    public IReadOnlyList<FakeCoolifyServer> Servers { get; init; } = [new("localhost")];

    /// <summary>Gets the path below which the instance answers, as behind a proxy: empty, or with a slash at its start and none at its end. The default is empty.</summary>
    public string PathPrefix { get; init; } = "";

    /// <summary>Gets how containers behave; <see langword="null"/>, or <see langword="null"/> from it, for the default: one that another service waits for to complete ends with 0,
    /// every other one runs and becomes healthy.</summary>
    public Func<FakeCoolifyContainerContext, FakeCoolifyContainerBehavior?>? ContainerBehavior { get; init; }

    /// <summary>Gets whether requests are kept for <see cref="FakeCoolify.Requests"/>. The default is <see langword="true"/>; switch it off where a test sends very many.</summary>
    public bool RecordRequests { get; init; } = true;
}
