using System.Text;

namespace Provisioning.Compose.Tests.Templates;

/// <summary>Short ways to templates and to what they resolve to.</summary>
internal static class Given
{
    public static readonly byte[] Salt = [.. Enumerable.Range(1, 32).Select(i => (byte)i)];

    public static ProjectTemplate Template(string compose, params (string Path, string Text)[] files) => ProjectTemplate.FromFiles(
        "test",
        "compose.yaml",
        [new TemplateFile("compose.yaml", Encoding.UTF8.GetBytes(compose)), .. files.Select(file => new TemplateFile(file.Path, Encoding.UTF8.GetBytes(file.Text)))]);

    public static TemplateManifest Manifest(string section) => TemplateManifest.Read(Template("services:\n  web: { image: nginx }\n  db: { image: postgres }\n" + section));

    public static IReadOnlyList<TemplateProblem> ManifestProblems(string section) => Assert.Throws<TemplateException>(() => Manifest(section)).Problems;

    public static TemplateResolveOptions Options(
        ProjectTemplate template,
        Dictionary<string, string>? secrets = null,
        Dictionary<string, string>? variables = null,
        Dictionary<string, string>? storedSecrets = null,
        Dictionary<string, string>? storedVariables = null,
        string project = "acme",
        string? domain = null,
        Dictionary<string, string>? labels = null,
        ProjectLimits? limits = null,
        bool generate = true,
        bool ignoreUnknown = false,
        byte[]? salt = null,
        TemplatePolicy? policy = null,
        string[]? profiles = null,
        TimeProvider? time = null,
        string workingDirectory = "/srv/acme") => new()
        {
            Request = new ProvisionRequest
            {
                ProjectId = ProjectId.Parse(project),
                Template = template,
                Secrets = Hidden(secrets),
                Variables = variables ?? [],
                Domain = domain,
                Labels = labels ?? [],
                Limits = limits,
            },
            RevisionSalt = salt ?? Salt,
            StoredSecrets = Hidden(storedSecrets),
            StoredVariables = storedVariables ?? [],
            GenerateSecrets = generate,
            IgnoreUnknownValues = ignoreUnknown,
            Policy = policy ?? TemplatePolicy.Strict,
            Profiles = profiles ?? [],
            TimeProvider = time ?? TimeProvider.System,
            WorkingDirectory = workingDirectory,
        };

    public static IReadOnlyList<TemplateProblem> Problems(TemplateResolveOptions options) =>
        Assert.Throws<TemplateException>(() => TemplateResolver.Resolve(options)).Problems;

    private static Dictionary<string, Secret> Hidden(Dictionary<string, string>? values) =>
        (values ?? []).ToDictionary(pair => pair.Key, pair => new Secret(pair.Value), StringComparer.Ordinal);
}
