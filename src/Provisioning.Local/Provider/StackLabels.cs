using Provisioning.Local.Mapping;

namespace Provisioning.Local;

/// <summary>The labels by which a stack's things are found again.</summary>
internal static class StackLabels
{
    public static string[] Filter(string owner) => [$"{ProvisioningLabels.Owner}={owner}"];

    public static string[] Filter(string owner, ProjectId projectId) => [$"{ProvisioningLabels.Owner}={owner}", $"{ProvisioningLabels.Project}={projectId}"];
}
