namespace Provisioning.Local;

/// <summary>The labels by which a stack's things are found again.</summary>
internal static class StackLabels
{
    public const string Owner = "provisioning.owner";
    public const string Project = "provisioning.project";
    public const string Generation = "provisioning.generation";
    public const string Files = "provisioning.files";
    public const string ComposeProject = "com.docker.compose.project";
    public const string ComposeService = "com.docker.compose.service";
    public const string ComposeNumber = "com.docker.compose.container-number";
    public const string ComposeDependsOn = "com.docker.compose.depends_on";
    public const string ComposeImage = "com.docker.compose.image";
    public const string ComposeConfigHash = "com.docker.compose.config-hash";
    public const string ComposeOneOff = "com.docker.compose.oneoff";

    public static string[] Filter(string owner) => [$"{Owner}={owner}"];

    public static string[] Filter(string owner, ProjectId projectId) => [$"{Owner}={owner}", $"{Project}={projectId}"];

    public static string? Get(this IDictionary<string, string>? labels, string name) =>
        labels is not null && labels.TryGetValue(name, out string? value) ? value : null;
}
