namespace Provisioning.Local.Engine;

/// <summary>What the process's surroundings say about the engine; replaced in tests.</summary>
internal sealed class EngineEnvironment
{
    /// <summary>Gets the surroundings of this process.</summary>
    public static EngineEnvironment Process { get; } = new()
    {
        GetVariable = Environment.GetEnvironmentVariable,
        HomeDirectory = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify),
        IsWindows = OperatingSystem.IsWindows(),
    };

    /// <summary>Gets how an environment variable is read.</summary>
    public required Func<string, string?> GetVariable { get; init; }

    /// <summary>Gets the user's home directory.</summary>
    public required string HomeDirectory { get; init; }

    /// <summary>Gets whether the default endpoint is the named pipe of Windows.</summary>
    public bool IsWindows { get; init; }

    /// <summary>Gets the directory of the Docker CLI's configuration.</summary>
    public string ConfigurationDirectory => Variable("DOCKER_CONFIG") ?? Path.Combine(HomeDirectory, ".docker");

    /// <summary>Returns an environment variable, or <see langword="null"/> when it is not set or empty, as Docker sees it.</summary>
    public string? Variable(string name) => GetVariable(name) is { Length: > 0 } value ? value : null;
}
