using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Provisioning.Projects;

namespace Provisioning.ConsoleApp;

/// <summary>The options that make a <see cref="CreateProjectRequest"/>; those of <c>provision</c> and <c>plan</c>.</summary>
internal sealed class RequestOptions
{
    private readonly Argument<ProjectId> _project;
    private readonly Option<string?> _template = new("--template", "-t")
    {
        Description = "The template: a directory with a compose.yaml, or a Compose file. Default: the working directory.",
        HelpName = "DIR|FILE",
    };

    private readonly Option<string[]> _set = new("--set") { Description = "A variable of the template. Can be repeated.", HelpName = "K=V", Arity = ArgumentArity.OneOrMore };
    private readonly Option<string[]> _secret = new("--secret")
    {
        Description = "A secret of the template. K alone takes the value from the environment or .env, and keeps it out of the process list. Can be repeated.",
        HelpName = "K[=V]",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string[]> _secretFile = new("--secret-file")
    {
        Description = "A secret of the template, read from a file, or from standard input if PATH is '-'; one newline at its end is dropped. Can be repeated.",
        HelpName = "K=PATH",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string?> _domain = new("--domain") { Description = "The domain of the project's public endpoints.", HelpName = "D" };

    private readonly Option<bool> _allowDataIncompatible = new("--allow-data-incompatible")
    {
        Description = "Lets a stateful service get another image, or another major version of it, than its data was written by.",
    };

    private readonly Option<bool> _allowEmptyVolumes = new("--allow-empty-volumes") { Description = "Makes volumes whose data is gone again, empty." };

    private readonly Option<bool> _adoptExisting = new("--adopt-existing") { Description = "Takes over what other tools made for the project, for instance a stack of docker compose." };

    public RequestOptions(Argument<ProjectId> project) => _project = project;

    public void AddTo(Command command)
    {
        command.Add(_template);
        command.Add(_set);
        command.Add(_secret);
        command.Add(_secretFile);
        command.Add(_domain);
        command.Add(_allowDataIncompatible);
        command.Add(_allowEmptyVolumes);
        command.Add(_adoptExisting);
    }

    public async Task<CreateProjectRequest> CreateAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string pair in context.Parsed.GetValue(_set) ?? [])
        {
            (string key, string? value) = Split(pair, "--set");
            variables[key] = value ?? throw new UsageException($"--set {key} has no value. Write --set {key}=VALUE.");
        }

        Dictionary<string, Secret> secrets = await ReadSecretsAsync(context, cancellationToken);
        string template = Path.GetFullPath(context.Parsed.GetValue(_template) ?? ".", context.Io.WorkingDirectory);
        RequestFlags flags = context.Services.GetRequiredService<RequestFlags>();
        flags.AllowDataIncompatible = context.Parsed.GetValue(_allowDataIncompatible);
        flags.AllowEmptyVolumes = context.Parsed.GetValue(_allowEmptyVolumes);
        return new CreateProjectRequest
        {
            ProjectId = context.Parsed.GetValue(_project),
            Template = await ProjectTemplate.LoadAsync(template, cancellationToken),
            Variables = variables,
            Secrets = secrets,
            Domain = context.Parsed.GetValue(_domain),
            AdoptExisting = context.Parsed.GetValue(_adoptExisting),
        };
    }

    private async Task<Dictionary<string, Secret>> ReadSecretsAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var secrets = new Dictionary<string, Secret>(StringComparer.Ordinal);
        foreach (string pair in context.Parsed.GetValue(_secret) ?? [])
        {
            (string key, string? value) = Split(pair, "--secret");
            value ??= context.Environment.Find(key)
                ?? throw new UsageException($"--secret {key} has no value, and neither the environment nor .env has {key}. Set the variable, or use --secret-file {key}=PATH.");
            secrets[key] = new Secret(value);
        }

        bool standardInputIsRead = false;
        foreach (string pair in context.Parsed.GetValue(_secretFile) ?? [])
        {
            (string key, string? path) = Split(pair, "--secret-file");
            if (string.IsNullOrEmpty(path))
            {
                throw new UsageException($"--secret-file {key} has no path. Write --secret-file {key}=PATH, or {key}=- for standard input.");
            }

            if (path == "-" && standardInputIsRead)
            {
                throw new UsageException("Standard input can be read for one --secret-file only.");
            }

            standardInputIsRead |= path == "-";
            secrets[key] = new Secret(WithoutNewline(await ReadAsync(context, key, path, cancellationToken)));
        }

        return secrets;
    }

    private static async Task<string> ReadAsync(CommandContext context, string key, string path, CancellationToken cancellationToken)
    {
        if (path == "-")
        {
            return await context.Io.In.ReadToEndAsync(cancellationToken);
        }

        try
        {
            return await File.ReadAllTextAsync(Path.GetFullPath(path, context.Io.WorkingDirectory), cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"--secret-file {key}: {exception.Message}", exception);
        }
    }

    private static (string Key, string? Value) Split(string pair, string option)
    {
        int separator = pair.IndexOf('=', StringComparison.Ordinal);
        string key = separator < 0 ? pair : pair[..separator];

        // The text is not repeated: what was meant as a value may be a secret.
        return key.Length > 0 && key.All(character => char.IsAsciiLetterOrDigit(character) || character == '_')
            ? (key, separator < 0 ? null : pair[(separator + 1)..])
            : throw new UsageException($"{option} needs NAME=VALUE with a name of letters, digits and '_'.");
    }

    private static string WithoutNewline(string text) =>
        text.EndsWith("\r\n", StringComparison.Ordinal) ? text[..^2] : text.EndsWith('\n') ? text[..^1] : text;
}
