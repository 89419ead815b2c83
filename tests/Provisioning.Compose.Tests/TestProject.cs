using System.Text;

namespace Provisioning.Compose.Tests;

/// <summary>Loads projects from texts.</summary>
internal static class TestProject
{
    public static ComposeProject Load(string yaml, params (string Name, string Value)[] environment) => ComposeLoader.Load(Options(Encoding.UTF8.GetBytes(yaml), environment));

    public static ComposeLoadOptions Options(byte[] yaml, params (string Name, string Value)[] environment) => new()
    {
        WorkingDirectory = "/srv/app",
        Files = ["compose.yaml"],
        ProjectName = "demo",
        Profiles = ["*"],
        Environment = environment.ToDictionary(static entry => entry.Name, static entry => entry.Value, StringComparer.Ordinal),
        FileSystem = new InMemoryComposeFileSystem([new("/srv/app/compose.yaml", yaml)]),
    };

    public static TemplateException Refused(string yaml, params (string Name, string Value)[] environment) =>
        Assert.Throws<TemplateException>(() => Load(yaml, environment));
}
