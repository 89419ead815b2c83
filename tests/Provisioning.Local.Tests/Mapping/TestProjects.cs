using System.Text;
using Provisioning.Compose;
using Provisioning.Local.Mapping;

namespace Provisioning.Local.Tests.Mapping;

/// <summary>Projects from a few lines.</summary>
internal static class TestProjects
{
    public const string Directory = "/p";

    public static readonly ProvisioningIdentity Identity = new("owner-1", "acme", 3, "sha256:abc", new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));

    public static ComposeProject Load(string compose, params (string Path, string Content)[] files) => ComposeLoader.Load(new ComposeLoadOptions
    {
        WorkingDirectory = Directory,
        Files = [Directory + "/compose.yaml"],
        ProjectName = "acme",
        FileSystem = new InMemoryComposeFileSystem(files.Append(("compose.yaml", compose)).Select(file => new KeyValuePair<string, ReadOnlyMemory<byte>>(Directory + "/" + file.Item1, Encoding.UTF8.GetBytes(file.Item2)))),
    });

    public static MappingOptions Options(string api = "1.51", bool fast = false, string? address = null, IReadOnlyDictionary<PortDemand, int>? ports = null, IReadOnlyList<TemplateMount>? uploads = null, IReadOnlyDictionary<string, string>? subnets = null, bool labels = true) => new()
    {
        ApiVersion = Version.Parse(api),
        Identity = labels ? Identity : null,
        FastReadiness = fast,
        DefaultHostAddress = address,
        Ports = ports,
        Uploads = uploads ?? [],
        Subnets = subnets,
    };

    public static MappingContext Context(ComposeProject project, MappingOptions? options = null, Func<string, string?>? containerId = null) => new()
    {
        Project = project,
        Options = options ?? Options(),
        ImageId = image => "sha256:" + image,
        ContainerId = containerId ?? (static _ => null),
    };

    public static MappedContainer Map(string compose, string service = "web", int number = 1, MappingOptions? options = null, Func<string, string?>? containerId = null)
    {
        ComposeProject project = Load(compose);
        return ContainerMapper.Map(project.Services[service], number, Context(project, options, containerId));
    }
}
