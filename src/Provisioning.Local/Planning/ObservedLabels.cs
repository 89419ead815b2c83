using System.Globalization;
using Docker.DotNet.Models;
using Provisioning.Local.Mapping;

namespace Provisioning.Local.Planning;

#pragma warning disable MA0048 // one vocabulary

/// <summary>Whose a thing at the engine is.</summary>
internal enum Ownership
{
    /// <summary>Somebody else's: never touched.</summary>
    Foreign = 0,

    /// <summary>Made by Compose for this project, and taken over.</summary>
    Adopted,

    Ours,
}

/// <summary>Reads what labels say about things at the engine.</summary>
internal static class ObservedLabels
{
    public static string Name(this ContainerListResponse container)
    {
        // A linked container has further names with a second part.
        string name = container.Names?.FirstOrDefault(name => name.LastIndexOf('/') <= 0) ?? container.Names?.FirstOrDefault() ?? container.ID;
        return name.TrimStart('/');
    }

    public static string? Label(this IDictionary<string, string>? labels, string name) =>
        labels is not null && labels.TryGetValue(name, out string? value) ? value : null;

    public static bool IsOurs(this IDictionary<string, string>? labels, DesiredProject desired) =>
        labels.Label(ProvisioningLabels.Owner) == desired.Identity.Owner && labels.Label(ProvisioningLabels.Project) == desired.Identity.ProjectId;

    public static (string Service, int Number) Replica(this ContainerListResponse container) =>
        (container.Labels.Label(ComposeLabels.Service) ?? string.Empty,
            int.TryParse(container.Labels.Label(ComposeLabels.ContainerNumber), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : 0);
}
