namespace Provisioning.Coolify;

/// <summary>Since when Coolify can do what not every version can; taken from the routes and controllers of each of its releases.</summary>
internal static class CoolifyCapabilities
{
    private static readonly CoolifyVersion Version420 = CoolifyVersion.Parse("4.2.0");
    private static readonly CoolifyVersion Version433 = CoolifyVersion.Parse("4.3.3");

    public static CoolifyVersion Since(CoolifyFeature feature) => feature switch
    {
        CoolifyFeature.Services => CoolifyVersion.Minimum,
        CoolifyFeature.PostActions or CoolifyFeature.ContainerLogs or CoolifyFeature.Containers or CoolifyFeature.Destinations => Version420,
        CoolifyFeature.StopShownAtOnce => Version433,
        _ => throw new ArgumentOutOfRangeException(nameof(feature), feature, message: null),
    };

    public static string Describe(CoolifyFeature feature) => feature switch
    {
        CoolifyFeature.ContainerLogs => "the logs of a container",
        CoolifyFeature.Containers => "changing single containers of a service",
        CoolifyFeature.Destinations => "listing the destinations of a server",
        _ => feature.ToString(),
    };
}
