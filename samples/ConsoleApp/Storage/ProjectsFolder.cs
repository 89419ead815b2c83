using Microsoft.Extensions.Options;
using Provisioning.Local;

namespace Provisioning.ConsoleApp;

/// <summary>Where the application keeps its projects: a folder of the state directory that is never a project's, since no project id begins with a dot.</summary>
internal sealed class ProjectsFolder
{
    public const string Name = ".projects";

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    public ProjectsFolder(IOptionsMonitor<LocalProviderOptions> options) => Path = System.IO.Path.Combine(options.Get(HostFactory.LocalName).StateDirectory, Name);

    public string Path { get; }

    public string KeyFile => System.IO.Path.Combine(Path, "key");

    public string Database => System.IO.Path.Combine(Path, "projects.db");

    /// <summary>Makes the folder, which only its owner may look into.</summary>
    public ProjectsFolder Ensure()
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(Path);
        }
        else
        {
            Directory.CreateDirectory(Path, OwnerOnly);
        }

        return this;
    }
}
