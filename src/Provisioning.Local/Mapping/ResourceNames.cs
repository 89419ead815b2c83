using System.Globalization;
using Provisioning.Compose;

namespace Provisioning.Local.Mapping;

/// <summary>The names that Compose gives.</summary>
internal static class ResourceNames
{
    public static string Container(string projectName, ComposeService service, int number) =>
        service.ContainerName is { Length: > 0 } name ? name : string.Create(CultureInfo.InvariantCulture, $"{projectName}-{service.Name}-{number}");

    /// <summary>The image; that of a service which is only built is named after it.</summary>
    public static string Image(string projectName, ComposeService service) =>
        service.Image is { Length: > 0 } image ? image : $"{projectName}-{service.Name}";

    public static int Replicas(ComposeService service) => service.Scale ?? service.Deploy?.Replicas ?? 1;
}
