namespace Provisioning.Compose;

/// <summary>The one place where templates meet the loader.</summary>
internal static class ComposeGateway
{
    public static ComposeProject Load(ProjectTemplate template, TemplateResolveOptions options, string projectName, IReadOnlyDictionary<string, string> environment) =>
        throw new NotSupportedException("The loader is not merged into this branch yet.");

    public static IReadOnlyDictionary<string, string> ReadEnvFile(ReadOnlyMemory<byte> content, string path) =>
        throw new NotSupportedException("The loader is not merged into this branch yet.");

    public static string Substitute(string text, Func<string, string?> lookup, Func<string, bool> unset) =>
        throw new NotSupportedException("The loader is not merged into this branch yet.");
}
