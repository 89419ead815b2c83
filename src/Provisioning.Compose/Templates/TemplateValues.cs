using System.Collections.Frozen;
using System.Text;
using System.Text.Json;

namespace Provisioning.Compose;

/// <summary>The values of a template: who gives each, in the order request, kept, made, default.</summary>
internal sealed class TemplateValues(TemplateManifest manifest, TemplateResolveOptions options, string projectName)
{
    private readonly ProvisionRequest _request = options.Request;
    private readonly HashSet<string> _evaluating = new(StringComparer.Ordinal);
    private readonly HashSet<string> _defaults = new(StringComparer.Ordinal);
    private IReadOnlyDictionary<string, string>? _envFile;

    public List<TemplateProblem> Problems { get; } = [];

    public SortedDictionary<string, string> Variables { get; } = new(StringComparer.Ordinal);

    public SortedDictionary<string, Secret> Secrets { get; } = new(StringComparer.Ordinal);

    public HashSet<string> Generated { get; } = new(StringComparer.Ordinal);

    /// <summary>Names that must have a value and have none; each has its problem.</summary>
    public HashSet<string> Missing { get; } = new(StringComparer.Ordinal);

    /// <summary>Names with a value that the manifest does not declare: it depends on the files whether they have a use for it.</summary>
    public List<string> Undeclared { get; } = [];

    public void Resolve()
    {
        foreach (string name in _request.Secrets.Keys.Concat(_request.Variables.Keys).Where(TemplateManifestReader.IsBuiltIn).Distinct(StringComparer.Ordinal))
        {
            Problem("value_reserved", $"'{name}' is set by the provisioning itself and cannot be given.", null, null);
        }

        Variables[TemplateManifestReader.IdVariable] = _request.ProjectId.Value;
        Variables[TemplateManifestReader.ComposeNameVariable] = projectName;
        if (_request.Domain is { } domain)
        {
            Variables[TemplateManifestReader.DomainVariable] = domain;
        }

        ResolveUndeclared();
        foreach (TemplateSecret secret in manifest.Secrets.Values.Where(secret => secret.Kind is not TemplateSecretKind.Jwt))
        {
            ResolveSecret(secret);
        }

        foreach (string name in manifest.Variables.Keys)
        {
            ResolveVariable(name);
        }

        // A token is made after the secret that signs it, which may be a token too.
        foreach (TemplateSecret secret in manifest.Secrets.Values.Where(secret => secret.Kind is TemplateSecretKind.Jwt))
        {
            ResolveToken(secret);
        }

        foreach ((string name, string value) in ReadEnvFile())
        {
            if (!IsDeclared(name) && !HasValue(name))
            {
                SetFromFile(name, value);
            }
        }
    }

    /// <summary>Checks that every variable in an endpoint has a value, so that nothing is provisioned whose address cannot be told.</summary>
    public void CheckEndpoints()
    {
        foreach (TemplateEndpoint endpoint in manifest.Endpoints)
        {
            string path = $"x-provisioning.endpoints.{endpoint.Name}." + (endpoint.AddressTemplate is null ? "path" : "url");
            try
            {
                ComposeInterpolation.Substitute(
                    endpoint.AddressTemplate ?? endpoint.Path ?? string.Empty,
                    name => Secrets.TryGetValue(name, out Secret? secret) ? secret.Reveal() : Variables.GetValueOrDefault(name),
                    name =>
                    {
                        if (!Missing.Contains(name))
                        {
                            Problem("unset_variable", $"The variable '{name}' has no value. Give it one, or a default: ${{{name}:-...}}.", endpoint.Location, path);
                        }
                    });
            }
            catch (ComposeInterpolationException exception)
            {
                Problem("invalid_variable", exception.Message, endpoint.Location, path);
            }
        }
    }

    /// <summary>Whether a value was given by somebody or made, and is not what the template says anew each time.</summary>
    public bool IsKept(string name) => !_defaults.Contains(name) && !TemplateManifestReader.IsBuiltIn(name);

    private void ResolveUndeclared()
    {
        foreach (string name in _request.Secrets.Keys
            .Concat(_request.Variables.Keys)
            .Concat(options.StoredSecrets.Keys)
            .Concat(options.StoredVariables.Keys)
            .Distinct(StringComparer.Ordinal)
            .Where(name => !IsDeclared(name) && !TemplateManifestReader.IsBuiltIn(name)))
        {
            Undeclared.Add(name);
            bool isSecret = _request.Secrets.ContainsKey(name) || options.StoredSecrets.ContainsKey(name);
            if (isSecret)
            {
                Secrets[name] = _request.Secrets.GetValueOrDefault(name)
                    ?? (_request.Variables.TryGetValue(name, out string? text) ? new Secret(text) : options.StoredSecrets[name]);
            }
            else
            {
                Variables[name] = _request.Variables.GetValueOrDefault(name) ?? options.StoredVariables[name];
            }
        }
    }

    private bool IsDeclared(string name) => manifest.Secrets.ContainsKey(name) || manifest.Variables.ContainsKey(name);

    private bool HasValue(string name) => Secrets.ContainsKey(name) || Variables.ContainsKey(name);

    private void ResolveVariable(string name)
    {
        TemplateVariable variable = manifest.Variables[name];
        if (HasValue(name) || Missing.Contains(name))
        {
            return;
        }

        string path = "x-provisioning.variables." + name;
        if (_request.Secrets.TryGetValue(name, out Secret? secret) || (!_request.Variables.ContainsKey(name) && options.StoredSecrets.TryGetValue(name, out secret)))
        {
            Secrets[name] = secret; // The host says that it must not be shown.
        }
        else if (options.StoredSecrets.ContainsKey(name))
        {
            Secrets[name] = new Secret(_request.Variables[name]); // What was hidden once stays hidden.
        }
        else if (_request.Variables.TryGetValue(name, out string? value) || options.StoredVariables.TryGetValue(name, out value))
        {
            Variables[name] = value;
        }
        else if (variable.Default is { } text)
        {
            _defaults.Add(name);
            Variables[name] = Fill(text, name, path + ".default", variable.Location);
        }
        else if (EnvFile().TryGetValue(name, out value))
        {
            SetFromFile(name, value);
        }
        else if (variable.IsRequired)
        {
            Missing.Add(name);
            Problem("variable_missing", $"The variable '{name}' has no value{About(variable.Description)}. Give it with the request.", variable.Location, path);
        }
    }

    private void ResolveSecret(TemplateSecret secret)
    {
        if (TryGiven(secret))
        {
            return;
        }

        if (secret.Kind is TemplateSecretKind.Given || !options.GenerateSecrets)
        {
            Lacks(secret);
            return;
        }

        Keep(secret.Name, secret.Kind switch
        {
            TemplateSecretKind.Password => SecretGenerator.Password(secret.Length),
            TemplateSecretKind.Hex => SecretGenerator.Hex(secret.Bytes),
            TemplateSecretKind.Base64 => SecretGenerator.Base64(secret.Bytes),
            _ => SecretGenerator.Uuid(),
        });
    }

    private void ResolveToken(TemplateSecret secret)
    {
        if (Secrets.ContainsKey(secret.Name) || Missing.Contains(secret.Name))
        {
            return;
        }

        // The manifest has no cycles: the reader has refused them.
        if (manifest.Secrets[secret.KeyName!] is { Kind: TemplateSecretKind.Jwt } keyToken)
        {
            ResolveToken(keyToken);
        }

        Secret? key = Secrets.GetValueOrDefault(secret.KeyName!);
        if (TryGiven(secret) && !IsOutdated(secret, key))
        {
            return;
        }

        Secrets.Remove(secret.Name);
        if (!options.GenerateSecrets)
        {
            Lacks(secret);
        }
        else if (key is null)
        {
            Missing.Add(secret.Name); // What is missing is the key, and that has its problem.
        }
        else
        {
            Keep(secret.Name, SecretGenerator.Jwt(key, FillClaims(secret), secret.Expires, options.TimeProvider));
        }
    }

    // A token that we signed with the old key is worth nothing once the request brings another one.
    private bool IsOutdated(TemplateSecret secret, Secret? key) =>
        options.GenerateSecrets
        && key is not null
        && !_request.Secrets.ContainsKey(secret.Name)
        && !_request.Variables.ContainsKey(secret.Name)
        && options.StoredSecrets.TryGetValue(secret.KeyName!, out Secret? oldKey)
        && !oldKey.Equals(key)
        && SecretGenerator.IsSignedWith(Secrets[secret.Name], oldKey);

    private bool TryGiven(TemplateSecret secret)
    {
        Secret? value = _request.Secrets.GetValueOrDefault(secret.Name)
            ?? (_request.Variables.TryGetValue(secret.Name, out string? text) ? new Secret(text) : null)
            ?? options.StoredSecrets.GetValueOrDefault(secret.Name)
            ?? (options.StoredVariables.TryGetValue(secret.Name, out text) ? new Secret(text) : null);
        if (value is null)
        {
            return false;
        }

        if (value.Reveal().Length == 0)
        {
            Missing.Add(secret.Name);
            Problem("secret_empty", $"The secret '{secret.Name}' is given and empty.", secret.Location, "x-provisioning.secrets." + secret.Name);
        }

        Secrets[secret.Name] = value;
        return true;
    }

    private void Lacks(TemplateSecret secret)
    {
        Missing.Add(secret.Name);
        Problem(
            "secret_missing",
            $"The secret '{secret.Name}' has no value{About(secret.Description)}. Give it with the request.",
            secret.Location,
            "x-provisioning.secrets." + secret.Name);
    }

    private void Keep(string name, Secret value)
    {
        Secrets[name] = value;
        Generated.Add(name);
    }

    private Dictionary<string, JsonElement> FillClaims(TemplateSecret secret)
    {
        Dictionary<string, JsonElement> claims = new(StringComparer.Ordinal);
        foreach ((string name, JsonElement claim) in secret.Claims)
        {
            claims[name] = TemplateClaims.Fill(claim, text => Fill(text, secret.Name, $"x-provisioning.secrets.{secret.Name}.claims.{name}", secret.Location));
        }

        return claims;
    }

    // A text of the manifest may use other variables, never secrets: it would show them.
    private string Fill(string text, string name, string path, ComposeSourceLocation? location)
    {
        if (!text.Contains('$', StringComparison.Ordinal))
        {
            return text;
        }

        if (!_evaluating.Add(name))
        {
            Problem("manifest_default_cycle", $"The default of '{name}' needs itself.", location, path);
            return string.Empty;
        }

        HashSet<string> unset = new(StringComparer.Ordinal);
        try
        {
            return ComposeInterpolation.Substitute(text, variable => Lookup(variable, path, location), variable => unset.Add(variable));
        }
        catch (ComposeInterpolationException exception)
        {
            Problem("invalid_variable", exception.Message, location, path);
            return string.Empty;
        }
        finally
        {
            _evaluating.Remove(name);
            foreach (string variable in unset)
            {
                Problem("variable_missing", $"The variable '{variable}' has no value. Give it with the request, or write ${{{variable}:-...}} with a default.", location, path);
            }
        }
    }

    private string? Lookup(string variable, string path, ComposeSourceLocation? location)
    {
        if (manifest.Variables.ContainsKey(variable))
        {
            if (_evaluating.Contains(variable))
            {
                Problem("manifest_default_cycle", $"The default of '{variable}' needs itself.", location, path);
                return string.Empty;
            }

            ResolveVariable(variable);
        }

        if (manifest.Secrets.ContainsKey(variable) || Secrets.ContainsKey(variable))
        {
            Problem("manifest_default_secret", $"'{variable}' is a secret; a default or claim made from it would show it.", location, path);
            return string.Empty;
        }

        return Variables.GetValueOrDefault(variable);
    }

    private IReadOnlyDictionary<string, string> EnvFile() => _envFile ??= ReadEnvFile();

    // The template's own .env, which sees what is set before it. What is wrong with it is the loader's to say.
    private IReadOnlyDictionary<string, string> ReadEnvFile()
    {
        ProjectTemplate template = _request.Template;
        int slash = template.ComposeFile.LastIndexOf('/');
        if (template.FindFile(template.ComposeFile[..(slash + 1)] + ".env") is { } file)
        {
            try
            {
                return DotEnv.Parse(
                    Encoding.UTF8.GetString(file.Content.Span),
                    name => Secrets.TryGetValue(name, out Secret? secret) ? secret.Reveal() : Variables.GetValueOrDefault(name));
            }
            catch (Exception exception) when (exception is TemplateException or FormatException or ComposeInterpolationException)
            {
                return FrozenDictionary<string, string>.Empty;
            }
        }

        return FrozenDictionary<string, string>.Empty;
    }

    // A line of the file can be made from a secret, and is one then.
    private void SetFromFile(string name, string value)
    {
        _defaults.Add(name);
        if (Secrets.Values.Any(secret => secret.Reveal() is { Length: > 0 } text && value.Contains(text, StringComparison.Ordinal)))
        {
            Secrets[name] = new Secret(value);
        }
        else
        {
            Variables[name] = value;
        }
    }

    private static string About(string? description) => string.IsNullOrWhiteSpace(description) ? string.Empty : $" ({description.Trim()})";

    private void Problem(string code, string message, ComposeSourceLocation? location, string? path) => Problems.Add(new TemplateProblem
    {
        Code = code,
        Message = message,
        File = location?.File,
        Line = location?.Line ?? 0,
        Column = location?.Column ?? 0,
        Path = path,
    });
}
