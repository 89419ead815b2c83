namespace Provisioning.Local.Mapping;

/// <summary>The labels that Docker Compose puts on what it makes, and by which it finds it again.</summary>
internal static class ComposeLabels
{
    public const string Prefix = "com.docker.compose.";
    public const string Project = "com.docker.compose.project";
    public const string Service = "com.docker.compose.service";
    public const string ContainerNumber = "com.docker.compose.container-number";
    public const string OneOff = "com.docker.compose.oneoff";
    public const string ConfigHash = "com.docker.compose.config-hash";
    public const string Image = "com.docker.compose.image";
    public const string DependsOn = "com.docker.compose.depends_on";
    public const string WorkingDirectory = "com.docker.compose.project.working_dir";
    public const string ConfigFiles = "com.docker.compose.project.config_files";
    public const string EnvironmentFile = "com.docker.compose.project.environment_file";
    public const string Version = "com.docker.compose.version";
    public const string Replace = "com.docker.compose.replace";
    public const string Network = "com.docker.compose.network";
    public const string Volume = "com.docker.compose.volume";

    /// <summary>The Compose release that everything here equals; the value of <see cref="Version"/>.</summary>
    public const string FollowedVersion = "2.40.3";

    /// <summary>The <see cref="OneOff"/> value of a service's container; <c>docker compose start</c> sees no other.</summary>
    public const string NotOneOff = "False";
}
