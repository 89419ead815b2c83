using System.Globalization;
using System.Text;

namespace Provisioning.Compose;

/// <summary>Turns a host's request into a project that a backend can carry out: fills in the values, loads the Compose file, checks the policy, applies the limits.</summary>
/// <remarks>
/// A template sees the values of its own project only, never the environment of this process. Values are data: they are put in once, and a <c>$</c> or a quote in them means nothing.
/// Nothing is written anywhere and nothing is fetched.
/// </remarks>
public static class TemplateResolver
{
    private const int MinSaltBytes = 16;
    private const int ShortestMasked = 4;

    /// <summary>Resolves a template.</summary>
    /// <param name="options">The request, and what is kept of the project.</param>
    /// <returns>The project, its values and what its services mount from the template's files.</returns>
    /// <exception cref="TemplateException">The template, its values, its policy or its limits are wrong. Holds every problem, with place; secrets in it are masked.</exception>
    /// <exception cref="ArgumentException">The options themselves are wrong: the salt is too short, or the working directory is not an absolute one below the root.</exception>
    public static ResolvedTemplate Resolve(TemplateResolveOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ProvisionRequest request = options.Request;
        if (options.RevisionSalt.Length < MinSaltBytes)
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"RevisionSalt needs at least {MinSaltBytes} bytes."), nameof(options));
        }

        if (!TemplatePath.IsAbsolute(options.WorkingDirectory) || options.WorkingDirectory.StartsWith('~') || TemplatePath.Normalize(options.WorkingDirectory).Length <= 1)
        {
            throw new ArgumentException("WorkingDirectory must be an absolute directory below the root.", nameof(options));
        }

        string projectName = options.ProjectName ?? request.ProjectId.Value;
        (TemplateManifest manifest, IReadOnlyList<TemplateProblem> unread) = ReadManifest(request.Template);
        var values = new TemplateValues(manifest, options, projectName);
        values.Resolve();
        values.CheckEndpoints();
        values.Problems.AddRange(TemplateLimits.Check(request.Limits));
        values.Problems.AddRange(RequestDomain.Check(request.Domain));

        var gateway = new ComposeGateway(request.Template, options.WorkingDirectory);
        ComposeProject? loaded = Load(options, projectName, values, gateway);
        RemoveUnused(options, values, manifest, loaded, gateway);
        if (loaded is not null)
        {
            values.Problems.AddRange(unread);
            values.Problems.AddRange(UnknownServices(request.Template, manifest, loaded));
            values.Problems.AddRange(options.Policy.Check(loaded, options.WorkingDirectory));
            ComposeProject limited = TemplateLimits.Apply(loaded, request.Limits);
            var mounts = new TemplateMounts(request.Template, limited, options.WorkingDirectory);
            ComposeProject project = mounts.Extract();
            values.Problems.AddRange(mounts.Problems.Where(problem => problem.Code is not "home_path" || !values.Problems.Exists(other => other.Path == problem.Path)).ToArray());
            if (values.Problems.Count == 0)
            {
                return new ResolvedTemplate
                {
                    Project = project,
                    FullProject = limited,
                    Manifest = manifest,
                    Variables = values.Variables,
                    Secrets = values.Secrets,
                    StoredSecrets = values.Secrets.Where(secret => values.IsKept(secret.Key)).ToDictionary(StringComparer.Ordinal),
                    StoredVariables = values.Variables.Where(variable => values.IsKept(variable.Key)).ToDictionary(StringComparer.Ordinal),
                    GeneratedSecrets = values.Generated,
                    RevisionDigest = RevisionDigest.Compute(options, projectName, values.Variables, values.Secrets),
                    Mounts = mounts.Mounts,
                    Warnings = Mask([.. loaded.Warnings.Select(ToProblem), .. mounts.Warnings], values.Secrets),
                };
            }
        }

        throw new TemplateException(Mask(
            values.Problems.OrderBy(problem => problem.File, StringComparer.Ordinal).ThenBy(problem => problem.Line).ThenBy(problem => problem.Column),
            values.Secrets));
    }

    // Of a file that is no YAML at all, the loader tells more: it knows the place. What it tells nothing about is told after it.
    private static (TemplateManifest Manifest, IReadOnlyList<TemplateProblem> Unread) ReadManifest(ProjectTemplate template)
    {
        try
        {
            return (TemplateManifest.Read(template), []);
        }
        catch (TemplateException exception) when (exception.Problems is [{ Code: "invalid_yaml" }])
        {
            return (TemplateManifest.Empty, exception.Problems);
        }
    }

    private static ComposeProject? Load(TemplateResolveOptions options, string projectName, TemplateValues values, ComposeGateway gateway)
    {
        var environment = new Dictionary<string, string>(values.Variables, StringComparer.Ordinal);
        foreach ((string name, Secret secret) in values.Secrets)
        {
            environment[name] = secret.Reveal();
        }

        try
        {
            ComposeProject loaded = gateway.Load(projectName, options.Profiles, environment);

            // The section is for us alone, and its texts hold secrets once they are filled in.
            return loaded.Extensions.ContainsKey(TemplateManifest.SectionName)
                ? new ComposeProject(loaded)
                {
                    Extensions = loaded.Extensions
                        .Where(entry => !string.Equals(entry.Key, TemplateManifest.SectionName, StringComparison.Ordinal))
                        .ToDictionary(StringComparer.Ordinal),
                }
                : loaded;
        }
        catch (TemplateException exception) when (exception.Problems.Count > 0)
        {
            values.Problems.AddRange(exception.Problems.Where(problem => !IsSaid(problem, values.Missing)));
            return null;
        }
    }

    private static TemplateProblem ToProblem(ComposeWarning warning) => new()
    {
        Code = warning.Code,
        Message = warning.Message,
        File = warning.Location?.File,
        Line = warning.Location?.Line ?? 0,
        Column = warning.Location?.Column ?? 0,
    };

    // A missing value that is declared has its problem already, once and with its description.
    private static bool IsSaid(TemplateProblem problem, HashSet<string> missing) =>
        problem.Code is "unset_variable" && missing.Any(name => problem.Message.Contains($"'{name}'", StringComparison.Ordinal));

    // Values that nothing declares are kept as long as a file that was read mentions them; all files count when the loading ended early.
    private static void RemoveUnused(TemplateResolveOptions options, TemplateValues values, TemplateManifest manifest, ComposeProject? loaded, ComposeGateway gateway)
    {
        HashSet<string> used = TemplateVariableScan.Names(loaded is null ? options.Request.Template.Files : gateway.Read);
        foreach (string name in values.Undeclared.Where(name => !used.Contains(name) && (loaded is null || !IsPassed(loaded, name))).Order(StringComparer.Ordinal))
        {
            values.Variables.Remove(name);
            values.Secrets.Remove(name);
            bool isGiven = options.Request.Secrets.ContainsKey(name) || options.Request.Variables.ContainsKey(name);
            if (isGiven && !options.IgnoreUnknownValues && (loaded is not null || !MentionsWord(options.Request.Template, name)))
            {
                string[] known = [.. manifest.Secrets.Keys.Concat(manifest.Variables.Keys).Order(StringComparer.Ordinal)];
                values.Problems.Add(new TemplateProblem
                {
                    Code = "value_unknown",
                    Message = $"The request gives '{name}', which the template neither declares nor uses."
                        + (known.Length == 0 ? string.Empty : $" It declares {string.Join(", ", known)}."),
                });
            }
        }
    }

    // `environment: [NAME]` and `secrets: { x: { environment: NAME } }` take a value without a `$`.
    private static bool IsPassed(ComposeProject loaded, string name) =>
        loaded.Services.Values.Concat(loaded.DisabledServices.Values).Any(service => service.Environment.ContainsKey(name) || service.Build?.Args.ContainsKey(name) == true)
        || loaded.Secrets.Values.Concat(loaded.Configs.Values).Any(item => string.Equals(item.Environment, name, StringComparison.Ordinal));

    private static bool MentionsWord(ProjectTemplate template, string name) =>
        template.Files.Any(file => file.Content.Span.IndexOf(Encoding.UTF8.GetBytes(name)) >= 0);

    private static IEnumerable<TemplateProblem> UnknownServices(ProjectTemplate template, TemplateManifest manifest, ComposeProject loaded) =>
        TemplateManifestReader.UnknownServices(manifest, template.ComposeFile, [.. loaded.Services.Keys, .. loaded.DisabledServices.Keys]);

    // A template can put a secret where a message would show it, for instance into a port.
    private static List<TemplateProblem> Mask(IEnumerable<TemplateProblem> problems, IReadOnlyDictionary<string, Secret> secrets)
    {
        string[] hidden = [.. secrets.Values.Select(secret => secret.Reveal()).Where(value => value.Length >= ShortestMasked).OrderByDescending(value => value.Length)];
        return [.. problems.Select(problem => hidden.Any(value => Contains(problem.Message, value) || Contains(problem.Path, value))
            ? new TemplateProblem
            {
                Code = problem.Code,
                Message = Hide(problem.Message, hidden),
                File = problem.File,
                Line = problem.Line,
                Column = problem.Column,
                Path = problem.Path is null ? null : Hide(problem.Path, hidden),
            }
            : problem)];
    }

    private static bool Contains(string? text, string value) => text?.Contains(value, StringComparison.Ordinal) == true;

    private static string Hide(string text, string[] hidden) =>
        hidden.Aggregate(text, (result, value) => result.Replace(value, Secret.Mask, StringComparison.Ordinal));
}
