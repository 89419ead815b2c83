using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Provisioning.Compose.Loading;

namespace Provisioning.Compose;

/// <summary>
/// Puts references in the place of secrets: the project is filled in twice, once with its values and once with a mark in the place of each secret, and where the two differ is where the secrets are.
/// </summary>
/// <remarks>A mark is a random word that is made for each call, so that no template can hold one by chance or on purpose, whatever characters it is made of.</remarks>
internal sealed class CoolifyReferences
{
    private const string PositionCode = "coolify_secret_position";
    private const string ValueCode = "coolify_variable_value";
    private const int IndexDigits = 6;
    private static readonly string[] Places = ["environment", "command", "entrypoint", "healthcheck"];

    private readonly ResolvedTemplate _template;
    private readonly Problems _problems;
    private readonly string _mark = "pvs" + RandomNumberGenerator.GetHexString(24, lowercase: true);
    private readonly string[] _names;
    private readonly SortedDictionary<string, string> _rows = new(StringComparer.Ordinal);

    public CoolifyReferences(ResolvedTemplate template, Problems problems)
    {
        _template = template;
        _problems = problems;
        _names = [.. template.Secrets.Where(secret => secret.Value.Reveal().Length > 0).Select(secret => secret.Key).Order(StringComparer.Ordinal)];
    }

    /// <summary>Gets the variables that the text refers to.</summary>
    public IReadOnlyDictionary<string, string> Rows => _rows;

    /// <summary>Resolves the template once more, with marks in the place of secrets; <see langword="null"/> when a secret stands where only its own value fits.</summary>
    public ResolvedTemplate? ResolveMarked(TemplateResolveOptions options)
    {
        ProvisionRequest request = options.Request;
        var secrets = _template.Secrets.ToDictionary(secret => secret.Key, secret => secret.Value, StringComparer.Ordinal);
        foreach ((int index, string name) in _names.Index())
        {
            secrets[name] = new Secret(_mark + index.ToString("D" + IndexDigits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture));
        }

        try
        {
            return TemplateResolver.Resolve(new TemplateResolveOptions
            {
                Request = new ProvisionRequest
                {
                    ProjectId = request.ProjectId,
                    Template = request.Template,
                    Secrets = secrets,
                    Variables = request.Variables.Where(variable => !secrets.ContainsKey(variable.Key)).ToDictionary(StringComparer.Ordinal),
                    Domain = request.Domain,
                    Labels = request.Labels,
                    Limits = request.Limits,
                },
                RevisionSalt = options.RevisionSalt,
                StoredVariables = options.StoredVariables.Where(variable => !secrets.ContainsKey(variable.Key)).ToDictionary(StringComparer.Ordinal),
                GenerateSecrets = false,
                IgnoreUnknownValues = true,
                ProjectName = options.ProjectName,
                WorkingDirectory = options.WorkingDirectory,
                Policy = options.Policy,
                Profiles = options.Profiles,
                TimeProvider = options.TimeProvider,
            });
        }
        catch (TemplateException exception)
        {
            foreach (TemplateProblem problem in exception.Problems)
            {
                _problems.Add(PositionCode, PositionMessage, problem.File, problem.Line, problem.Column, Unmarked(problem.Path));
            }

            return null;
        }
    }

    /// <summary>Changes the project as written with its values: every secret in it becomes a reference to a variable.</summary>
    /// <param name="root">The project with its values, which is changed.</param>
    /// <param name="marked">The same project with marks.</param>
    public void Replace(JsonObject root, JsonObject marked)
    {
        Merge(root, marked, string.Empty);
        foreach ((string name, ComposeService service) in _template.Project.Services)
        {
            if (root["services"]?[name]?["environment"] is JsonObject environment)
            {
                ReplaceEnvironment("services." + name + ".environment.", service, environment, marked["services"]?[name]?["environment"] as JsonObject);
            }
        }

        CheckRows();
    }

    private const string PositionMessage =
        "A secret stands here, where Coolify takes no reference to a variable. Use it in 'environment', 'command', 'entrypoint', 'healthcheck' or the content of a config only, or choose the placement Inline for secrets.";

    private static string Doubled(string text) => text.Replace("$", "$$", StringComparison.Ordinal);

    private void Merge(JsonNode? real, JsonNode? marked, string path)
    {
        switch (real, marked)
        {
            case (JsonObject first, JsonObject second):
                foreach ((string key, JsonNode? value) in first.ToList())
                {
                    string at = path.Length == 0 ? key : path + "." + key;
                    if (IsEnvironment(at))
                    {
                        continue; // has rules of its own
                    }

                    if (!second.TryGetPropertyValue(key, out JsonNode? other))
                    {
                        Refuse(at);
                    }
                    else if (Reference(value, other, at) is { } reference)
                    {
                        first[key] = reference;
                    }
                }

                if (first.Count != second.Count)
                {
                    Refuse(path);
                }

                break;
            case (JsonArray first, JsonArray second) when first.Count == second.Count:
                for (int i = 0; i < first.Count; i++)
                {
                    if (Reference(first[i], second[i], string.Create(CultureInfo.InvariantCulture, $"{path}[{i}]")) is { } reference)
                    {
                        first[i] = reference;
                    }
                }

                break;
            case (null, null):
                break;
            default:
                Refuse(path);
                break;
        }
    }

    // The text with references, where a text holds a secret; otherwise goes on below it.
    private JsonValue? Reference(JsonNode? real, JsonNode? marked, string path)
    {
        if (real is not JsonValue value)
        {
            Merge(real, marked, path);
            return null;
        }

        if (JsonNode.DeepEquals(real, marked))
        {
            return null;
        }

        if (value.GetValueKind() != JsonValueKind.String || marked is not JsonValue other || other.GetValueKind() != JsonValueKind.String || !IsAllowed(path)
            || Filled(other.GetValue<string>(), static (_, secret) => Doubled(secret)) != value.GetValue<string>())
        {
            Refuse(path);
            return null;
        }

        return JsonValue.Create(Refer(other.GetValue<string>()));
    }

    private void ReplaceEnvironment(string path, ComposeService service, JsonObject environment, JsonObject? marked)
    {
        foreach ((string key, string? real) in service.Environment)
        {
            if (real is null || marked?[key]?.GetValue<string>() is not { } text || Filled(text, static (_, secret) => Doubled(secret)) != Doubled(real))
            {
                if (real is not null)
                {
                    Refuse(path + key);
                }

                continue;
            }

            int first = text.IndexOf(_mark, StringComparison.Ordinal);
            if (first < 0 && !real.StartsWith('$'))
            {
                continue;
            }

            if (first > 0 && !real.StartsWith('$'))
            {
                environment[key] = Refer(text); // Coolify leaves a text alone that does not begin with a reference.
                continue;
            }

            environment[key] = Whole(path + key, key, real, text);
        }
    }

    // Coolify takes a value that begins with '$' for a reference and for nothing else. Under another name than its own it puts the value into the file besides, where a '$' would be read once more.
    private string Whole(string path, string key, string real, string text)
    {
        string? name = text.Length == _mark.Length + IndexDigits && text.StartsWith(_mark, StringComparison.Ordinal) ? NameAt(text, 0) : null;
        if (name is not null && (name == key || !real.Contains('$', StringComparison.Ordinal)) && (!_rows.TryGetValue(name, out string? same) || same == real))
        {
            _rows[name] = real;
            return "${" + name + "}";
        }

        if (CoolifyVariableRules.NameProblem(key) is { } problem)
        {
            Add(ValueCode, $"The value must be given to Coolify as a variable of the name '{key}', which cannot be: {problem}", path);
        }
        else if ((_rows.TryGetValue(key, out string? taken) && taken != real) || (_template.Secrets.TryGetValue(key, out Secret? secret) && Array.BinarySearch(_names, key, StringComparer.Ordinal) >= 0 && secret.Reveal() != real))
        {
            Add(ValueCode, $"The value begins with a secret or with '$', so that it must be given to Coolify as a variable of the name '{key}', and another value has that name. Give the variable of the container another name.", path);
        }
        else
        {
            _rows[key] = real;
        }

        return "${" + key + "}";
    }

    private string Refer(string text) => Filled(text, (name, secret) =>
    {
        if (_rows.TryGetValue(name, out string? other) && other != secret)
        {
            Add(ValueCode, $"Two values need the variable '{name}'. Give the variable of the container '{name}' another name.", path: null);
        }

        _rows[name] = secret;
        return "${" + name + "}";
    });

    private void CheckRows()
    {
        int total = 0;
        foreach ((string name, string value) in _rows)
        {
            if (CoolifyVariableRules.NameProblem(name) is { } nameProblem)
            {
                Add(ValueCode, $"The variable '{name}' cannot be given to Coolify: {nameProblem}", path: null);
            }

            if (CoolifyVariableRules.ValueProblem(value) is { } problem)
            {
                Add(ValueCode, $"The value of '{name}' would not arrive as it is: {problem}. Give another value, or choose the placement Inline for secrets.", path: null);
            }

            total += Encoding.UTF8.GetByteCount(name) + Encoding.UTF8.GetByteCount(value) + "=''\n".Length;
        }

        if (total > CoolifyVariableRules.MaxTotalBytes)
        {
            Add(ValueCode, string.Create(CultureInfo.InvariantCulture, $"The variables have {total} bytes together; Coolify can hand over {CoolifyVariableRules.MaxTotalBytes}. Choose the placement Inline for secrets, or make them shorter."), path: null);
        }

        foreach ((string name, ComposeService service) in _template.Project.Services)
        {
            foreach (string key in service.Environment.Where(entry => entry.Value is "" && _rows.TryGetValue(entry.Key, out string? row) && row.Length > 0).Select(entry => entry.Key))
            {
                Add(ValueCode, $"Coolify would put the value of the variable '{key}' in the place of the empty one. Leave it out, or give it another name.", "services." + name + ".environment." + key);
            }
        }
    }

    // Puts something in the place of each mark.
    private string Filled(string text, Func<string, string, string> replace)
    {
        int at = text.IndexOf(_mark, StringComparison.Ordinal);
        if (at < 0)
        {
            return text;
        }

        var filled = new StringBuilder();
        int last = 0;
        for (; at >= 0; at = text.IndexOf(_mark, last, StringComparison.Ordinal))
        {
            filled.Append(text, last, at - last);
            if (NameAt(text, at) is { } name)
            {
                filled.Append(replace(name, _template.Secrets[name].Reveal()));
                last = at + _mark.Length + IndexDigits;
            }
            else
            {
                filled.Append(_mark);
                last = at + _mark.Length;
            }
        }

        return filled.Append(text, last, text.Length - last).ToString();
    }

    private string? NameAt(string text, int at) =>
        text.Length >= at + _mark.Length + IndexDigits
        && int.TryParse(text.AsSpan(at + _mark.Length, IndexDigits), NumberStyles.None, CultureInfo.InvariantCulture, out int index)
        && index < _names.Length
            ? _names[index]
            : null;

    private string? Unmarked(string? path) => path is null ? null : Filled(path, static (name, _) => "${" + name + "}");

    private static bool IsEnvironment(string path) => path.StartsWith("services.", StringComparison.Ordinal) && path.EndsWith(".environment", StringComparison.Ordinal) && path.Count(static c => c == '.') == 2;

    private static bool IsAllowed(string path)
    {
        string[] parts = path.Split('.', 4);
        return parts is ["services", _, { } key, ..] && Places.Contains(key.Split('[')[0], StringComparer.Ordinal)
            || parts is ["configs", _, "content"];
    }

    private void Refuse(string path) => Add(PositionCode, PositionMessage, path);

    private void Add(string code, string message, string? path)
    {
        ComposeSourceLocation? at = path is null ? null : _template.Project.SourceMap.Find(path);
        _problems.Add(code, message, at?.File, at?.Line ?? 0, at?.Column ?? 0, path);
    }
}
