using Provisioning.Compose;

namespace Provisioning.Local.Mapping;

/// <summary>What mapping has to know beside the service itself. Nothing in here talks to the engine.</summary>
internal sealed class MappingContext
{
    private static readonly Version SeveralNetworks = new(1, 44);

    public required ComposeProject Project { get; init; }

    /// <summary>Gets the project as the Compose file has it: the hashes are those of its services. The same as <see cref="Project"/> unless mounts were taken out.</summary>
    public ComposeProject? FullProject { get; init; }

    public required MappingOptions Options { get; init; }

    /// <summary>Gets the id of an image at the engine by the reference that the template has; <see langword="null"/> while it is not known.</summary>
    public Func<string, string?> ImageId { get; init; } = static _ => null;

    /// <summary>Gets the id of the image to use in the place of what a reference means now; <see langword="null"/> for the reference.</summary>
    public Func<string, string?> PinnedImage { get; init; } = static _ => null;

    /// <summary>Gets the full id of a service's first container; <see langword="null"/> while there is none.</summary>
    public Func<string, string?> ContainerId { get; init; } = static _ => null;

    /// <summary>Gets how a file beside the Compose file is read (seccomp profiles), by absolute path.</summary>
    public Func<string, byte[]> ReadFile { get; init; } = static path => throw new FileNotFoundException($"There is no file '{path}'.", path);

    /// <summary>The same with the ids of containers that were made meanwhile.</summary>
    public MappingContext With(Func<string, string?> containerId) =>
        new() { Project = Project, FullProject = FullProject, Options = Options, ImageId = ImageId, PinnedImage = PinnedImage, ReadFile = ReadFile, ContainerId = containerId };

    public bool TakesSeveralNetworks => Options.ApiVersion >= SeveralNetworks;

    public string ContainerName(ComposeService service, int number) => ResourceNames.Container(Project.Name, service, number);

    public ComposeService FullService(ComposeService service) => (FullProject ?? Project).Services.GetValueOrDefault(service.Name) ?? service;
}
