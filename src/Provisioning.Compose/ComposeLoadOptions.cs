using System.Collections.Frozen;

namespace Provisioning.Compose;

/// <summary>What to load, and the world it is loaded in. Nothing is taken from the process: neither its environment nor its current directory.</summary>
public sealed class ComposeLoadOptions
{
    /// <summary>Gets the absolute project directory, the base of all relative paths. It need not exist when <see cref="FileSystem"/> says otherwise.</summary>
    public required string WorkingDirectory { get; init; }

    /// <summary>
    /// Gets the Compose files, absolute or relative to <see cref="WorkingDirectory"/>; later ones override earlier ones.
    /// Empty, the default, looks for <c>compose.yaml</c>, <c>compose.yml</c>, <c>docker-compose.yml</c> and <c>docker-compose.yaml</c>
    /// in the directory and above it, and for the override file beside it; <c>COMPOSE_FILE</c> goes before.
    /// </summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    /// <summary>Gets the project name; <see langword="null"/>, the default, takes <c>COMPOSE_PROJECT_NAME</c>, the file's <c>name</c> or the directory's name.</summary>
    public string? ProjectName { get; init; }

    /// <summary>Gets the environment that goes before <c>.env</c>; the default is empty.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <summary>Gets the environment files, absolute or relative to <see cref="WorkingDirectory"/>; <see langword="null"/>, the default, takes the project's <c>.env</c> if there is one, an empty list takes none.</summary>
    public IReadOnlyList<string>? EnvFiles { get; init; }

    /// <summary>Gets the profiles to enable, <c>*</c> for all; empty, the default, takes <c>COMPOSE_PROFILES</c>.</summary>
    public IReadOnlyList<string> Profiles { get; init; } = [];

    /// <summary>Gets where files are read; the default is the machine's disk.</summary>
    public IComposeFileSystem FileSystem { get; init; } = PhysicalComposeFileSystem.Instance;

    /// <summary>Gets what <c>~</c> stands for; the default is the environment's <c>HOME</c>. Without either <c>~</c> stays.</summary>
    public string? HomeDirectory { get; init; }

    /// <summary>Gets what happens with variables that have no value; the default is <see cref="UnsetVariableBehavior.Warn"/>.</summary>
    public UnsetVariableBehavior UnsetVariables { get; init; }

    /// <summary>
    /// Gets whether the services' <c>env_file</c> stays as written, in <see cref="ComposeService.EnvFiles"/>: the files are not read, and need not exist.
    /// The default, <see langword="false"/>, merges them into <see cref="ComposeService.Environment"/>. <see cref="ComposeConfigHash.Printed"/> needs them kept, <see cref="ComposeConfigHash.Service"/> merged.
    /// </summary>
    public bool KeepEnvFiles { get; init; }

    /// <summary>Gets bounds on what the load may cost.</summary>
    public ComposeLoadLimits Limits { get; init; } = new();

    /// <summary>Gets a top-level key whose texts stay as they are: no variables are put into them.</summary>
    internal string? LiteralExtension { get; init; }
}
