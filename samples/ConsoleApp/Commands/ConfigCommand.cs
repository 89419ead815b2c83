using System.CommandLine;
using Provisioning.Compose;

namespace Provisioning.ConsoleApp;

/// <summary>Prints a Compose project in its canonical form. Needs no provider.</summary>
internal sealed class ConfigCommand : AppCommand
{
    private const string Json = "json";
    private const string StandardInput = "-";

    private readonly Option<string[]> _file = new("--file", "-f") { Description = "A Compose file, - for standard input. Can be repeated: later ones override earlier ones.", HelpName = "FILE", Arity = ArgumentArity.OneOrMore };
    private readonly Option<string[]> _envFile = new("--env-file") { Description = "A file with variables, in place of .env. Can be repeated.", HelpName = "F", Arity = ArgumentArity.OneOrMore };
    private readonly Option<string?> _projectName = new("--project-name", "-p") { Description = "The project's name.", HelpName = "NAME" };
    private readonly Option<string?> _projectDirectory = new("--project-directory") { Description = "The base of relative paths. Default: the directory of the first file that is not standard input.", HelpName = "DIR" };
    private readonly Option<string[]> _profile = new("--profile") { Description = "A profile to enable. Can be repeated; * enables all.", HelpName = "P", Arity = ArgumentArity.OneOrMore };
    private readonly Option<string?> _format = new("--format") { Description = "yaml (default) or json.", HelpName = "yaml|json" };
    private readonly Option<bool> _services = new("--services") { Description = "Only the names of the services." };
    private readonly Option<bool> _volumes = new("--volumes") { Description = "Only the names of the volumes." };
    private readonly Option<bool> _images = new("--images") { Description = "Only the names of the images." };
    private readonly Option<bool> _environment = new("--environment") { Description = "Only the variables that the files are filled from." };
    private readonly Option<string?> _hash = new("--hash")
    {
        Description = "Only the configuration hash of these services, separated by commas; * for all.",
        HelpName = "SERVICES",
    };

    public ConfigCommand(CommandRunner runner)
        : base("config", "Prints a Compose project in its canonical form, as 'docker compose config' does.", runner)
    {
        _format.AcceptOnlyFromAmong("yaml", Json);
        Option[] parts = [_services, _volumes, _images, _environment, _hash];
        foreach (Option option in (Option[])[_file, _envFile, _projectName, _projectDirectory, _profile, _format, .. parts])
        {
            Add(option);
        }

        Validators.Add(result =>
        {
            if (parts.Count(part => result.GetResult(part) is { Implicit: false }) > 1)
            {
                result.AddError($"Only one of {string.Join(", ", parts.Select(part => part.Name))} can be given.");
            }
        });
    }

    protected override Task<int> ExecuteAsync(CommandContext context, CancellationToken cancellationToken)
    {
        ComposeLoadOptions options = CreateOptions(context);
        ComposeProject project = ComposeLoader.Load(options);
        foreach (ComposeWarning warning in context.IsJson ? [] : project.Warnings)
        {
            context.Io.Error.WriteLine(TerminalText.Clean($"warning: {warning}"));
        }

        Write(context, project, options);
        return Task.FromResult(ExitCode.Done);
    }

    private ComposeLoadOptions CreateOptions(CommandContext context)
    {
        string here = context.Io.WorkingDirectory;
        string[] named = context.Parsed.GetValue(_file) ?? [];
        string directory = context.Parsed.GetValue(_projectDirectory) is { } given ? Path.GetFullPath(given, here)
            : named.FirstOrDefault(file => file != StandardInput) is { } first ? Path.GetDirectoryName(Path.GetFullPath(first, here))!
            : here;
        string inputPath = Path.Combine(directory, StandardInput);
        string[] files = [.. named.Select(file => file == StandardInput ? inputPath : Path.GetFullPath(file, here))];

        // Without files COMPOSE_FILE may name standard input too; nothing is read from it otherwise.
        bool canBeInput = named.Length == 0 || named.Contains(StandardInput);
        return new ComposeLoadOptions
        {
            WorkingDirectory = directory,
            Files = files,
            FileSystem = canBeInput ? new StandardInputFileSystem(inputPath, context.Io.In) : PhysicalComposeFileSystem.Instance,
            ProjectName = context.Parsed.GetValue(_projectName),
            Environment = context.Io.Environment,
            EnvFiles = context.Parsed.GetValue(_envFile) is { Length: > 0 } envFiles ? [.. envFiles.Select(file => Path.GetFullPath(file, here))] : null,
            // Compose hashes a service before it reads the files.
            KeepEnvFiles = context.Parsed.GetValue(_hash) is not null,
            Profiles = context.Parsed.GetValue(_profile) ?? [],
        };
    }

    private void Write(CommandContext context, ComposeProject project, ComposeLoadOptions options)
    {
        ParseResult parsed = context.Parsed;
        IEnumerable<ComposeService> services = project.Services.Values.OrderBy(service => service.Name, StringComparer.Ordinal);
        if (parsed.GetValue(_hash) is { } chosen)
        {
            context.Output.WriteValues(Chosen(project, services, chosen).ToDictionary(service => service.Name, service => ComposeConfigHash.Printed(service), StringComparer.Ordinal), ' ');
        }
        else if (parsed.GetValue(_services))
        {
            context.Output.WriteNames([.. services.Select(service => service.Name)]);
        }
        else if (parsed.GetValue(_volumes))
        {
            context.Output.WriteNames([.. project.Volumes.Keys.Order(StringComparer.Ordinal)]);
        }
        else if (parsed.GetValue(_images))
        {
            context.Output.WriteNames([.. services.Select(service => service.Image ?? $"{project.Name}-{service.Name}")]);
        }
        else if (parsed.GetValue(_environment))
        {
            context.Output.WriteValues(EnvironmentOf(project, options), '=');
        }
        else
        {
            bool json = parsed.GetValue(_format) is { } format ? format == Json : context.IsJson;
            string text = json ? ComposeWriter.WriteJson(project) : ComposeWriter.WriteYaml(project);
            context.Io.Out.Write(text.EndsWith('\n') ? text : text + "\n");
        }
    }

    private static IEnumerable<ComposeService> Chosen(ComposeProject project, IEnumerable<ComposeService> services, string chosen) => chosen == "*"
        ? services
        : chosen.Split(',').Select(name => project.Services.GetValueOrDefault(name) ?? throw new UsageException($"The project has no service '{TerminalText.Clean(name)}'."))
            .OrderBy(service => service.Name, StringComparer.Ordinal);

    // The process goes before the files, and of the files the later one before the earlier.
    private static SortedDictionary<string, string> EnvironmentOf(ComposeProject project, ComposeLoadOptions options)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        string projectFile = Path.Combine(options.WorkingDirectory, AppEnvironment.FileName);
        foreach (string file in options.EnvFiles ?? (File.Exists(projectFile) ? [projectFile] : []))
        {
            DotEnv.ParseInto(File.ReadAllText(file), variables, name => options.Environment.GetValueOrDefault(name));
        }

        foreach ((string name, string value) in options.Environment)
        {
            variables[name] = value;
        }

        variables["COMPOSE_PROJECT_NAME"] = project.Name;
        return new SortedDictionary<string, string>(variables, StringComparer.Ordinal);
    }
}
