using System.Security.Cryptography;
using Provisioning.Compose;

namespace Provisioning.Projects;

/// <summary>Makes the recorded revision of a project from a request and what is stored: checks the template and its values, makes missing secrets, encrypts.</summary>
internal sealed class RevisionMaker(ProjectContext context)
{
    // As many failed attempts in a row with other secrets each.
    private const int MaxReplaced = 16;

    /// <summary>Resolves a request.</summary>
    /// <exception cref="TemplateException">The template, its values or the policy are against it. Holds every problem.</exception>
    public (ResolvedTemplate Resolved, StoredSecrets Secrets) Resolve(ProvisionRequest request, string providerName, StoredSecrets? stored, IReadOnlyDictionary<string, string>? storedVariables, bool generate = true)
    {
        ReadOnlyMemory<byte> salt = stored?.Salt ?? RandomNumberGenerator.GetBytes(StoredSecrets.SaltBytes);
        ResolvedTemplate resolved = TemplateResolver.Resolve(new TemplateResolveOptions
        {
            Request = request,
            RevisionSalt = salt,
            StoredSecrets = stored?.Values ?? new Dictionary<string, Secret>(StringComparer.Ordinal),
            StoredVariables = storedVariables ?? new Dictionary<string, string>(StringComparer.Ordinal),
            GenerateSecrets = generate,
            Policy = context.Policy(context.Provider(providerName)),
            TimeProvider = context.TimeProvider,
        });
        return (resolved, new StoredSecrets(salt, resolved.StoredSecrets));
    }

    /// <summary>The first record of a project, and the names of the secrets that were made for it.</summary>
    public (ProjectRecord Record, IReadOnlyCollection<string> Generated) Create(CreateProjectRequest request, ProjectId projectId, string providerName, DateTimeOffset now)
    {
        (ResolvedTemplate resolved, StoredSecrets secrets) = Resolve(ToRequest(request, projectId), providerName, stored: null, storedVariables: null);
        ProjectRecord record = Revised(
            new ProjectRecord
            {
                Id = projectId,
                Version = 0,
                Name = request.Name ?? projectId.Value,
                ProviderName = providerName,
                DesiredState = ProjectDesiredState.Running,
                State = ProjectState.Provisioning,
                Generation = 0,
                RevisionDigest = string.Empty,
                TemplateDigest = string.Empty,
                TemplateName = string.Empty,
                Domain = request.Domain,
                Labels = Copy(request.Labels),
                Limits = request.Limits,
                CreatedAt = now,
                UpdatedAt = now,
            },
            request.Template,
            resolved,
            secrets);
        return (record, [.. resolved.GeneratedSecrets]);
    }

    /// <summary>The record with another revision in it; with the next generation when it differs.</summary>
    public ProjectRecord Revised(ProjectRecord record, ProjectTemplate template, ResolvedTemplate resolved, StoredSecrets secrets) => record with
    {
        Generation = record.Generation + (string.Equals(record.RevisionDigest, resolved.RevisionDigest, StringComparison.Ordinal) ? 0 : 1),
        RevisionDigest = resolved.RevisionDigest,
        TemplateDigest = template.Digest,
        TemplateName = template.Name,
        TemplateVersion = resolved.Manifest.Version,
        Variables = Copy(resolved.StoredVariables),
        SecretNames = [.. secrets.Values.Keys.Order(StringComparer.Ordinal)],
        ProtectedSecrets = context.Vault.Protect(record.Id, secrets),
        ReplacedSecrets = Replaced(record, secrets),
    };

    /// <summary>
    /// All values that a project has, said to the backend: also the defaults of the variables that the template declares, because a backend that keeps values would go on with a value
    /// that was given once.
    /// </summary>
    public static Dictionary<string, string> VariablesOf(ResolvedTemplate resolved)
    {
        Dictionary<string, string> variables = Copy(resolved.StoredVariables);
        foreach (string name in resolved.Manifest.Variables.Keys)
        {
            if (resolved.Variables.TryGetValue(name, out string? value))
            {
                variables[name] = value;
            }
        }

        return variables;
    }

    /// <summary>The recorded revision as a request to the backend.</summary>
    public async Task<(ProvisionRequest Request, ResolvedTemplate Resolved)> RecordedAsync(
        ProjectRecord record,
        string operationName,
        ProjectOperationParameters parameters,
        CancellationToken cancellationToken)
    {
        StoredSecrets secrets = context.Vault.Unprotect(record, operationName);
        ProjectTemplate template = await context.Templates.GetAsync(record, cancellationToken).ConfigureAwait(false);
        var request = new ProvisionRequest { ProjectId = record.Id, Template = template, Domain = record.Domain, Labels = record.Labels, Limits = record.Limits };
        (ResolvedTemplate resolved, _) = Resolve(request, record.ProviderName, secrets, record.Variables, generate: false);
        return (
            new ProvisionRequest
            {
                ProjectId = record.Id,
                Template = template,
                Secrets = secrets.Values,
                Variables = VariablesOf(resolved),
                Domain = record.Domain,
                Labels = record.Labels,
                Limits = record.Limits,
                AllowDataIncompatible = parameters.AllowDataIncompatible,
                AllowEmptyVolumes = parameters.AllowEmptyVolumes,
                AdoptExisting = parameters.AdoptExisting,
            },
            resolved);
    }

    public static ProvisionRequest ToRequest(CreateProjectRequest request, ProjectId projectId) => new()
    {
        ProjectId = projectId,
        Template = request.Template,
        Secrets = request.Secrets,
        Variables = request.Variables,
        Domain = request.Domain,
        Labels = request.Labels,
        Limits = request.Limits,
        AdoptExisting = request.AdoptExisting,
    };

    /// <summary>Names what a request to create differs in from the project that exists; never a value.</summary>
    public IReadOnlyList<string> Differences(ProjectRecord record, CreateProjectRequest request, string providerName)
    {
        var differences = new List<string>();
        Add(record.TemplateDigest == request.Template.Digest && record.TemplateName == request.Template.Name, "template");
        Add(record.ProviderName == providerName, "provider");
        Add(record.Domain == request.Domain, "domain");
        Add(record.Name == (request.Name ?? record.Id.Value), "name");
        Add(record.Limits?.Cpus == request.Limits?.Cpus && record.Limits?.MemoryBytes == request.Limits?.MemoryBytes && record.Limits?.Pids == request.Limits?.Pids, "limits");
        Add(record.Labels.Count == request.Labels.Count && request.Labels.All(label => record.Labels.TryGetValue(label.Key, out string? value) && value == label.Value), "labels");
        IReadOnlyDictionary<string, Secret> secrets = context.Vault.Unprotect(record, "create").Values;
        foreach ((string name, string text) in request.Variables.Concat(request.Secrets.Select(secret => KeyValuePair.Create(secret.Key, secret.Value.Reveal()))).OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            bool isSame = secrets.TryGetValue(name, out Secret? secret)
                ? secret.Equals(new Secret(text))
                : record.Variables.TryGetValue(name, out string? variable) && variable == text;
            Add(isSame, "value of " + name);
        }

        differences.AddRange(record.Variables.Keys.Where(name => !request.Variables.ContainsKey(name) && !request.Secrets.ContainsKey(name)).Order(StringComparer.Ordinal).Select(name => "value of " + name));
        return differences;

        void Add(bool isSame, string name)
        {
            if (!isSame)
            {
                differences.Add(name);
            }
        }
    }

    // Until the new values are provisioned, containers say the old ones.
    private IReadOnlyList<ReadOnlyMemory<byte>> Replaced(ProjectRecord record, StoredSecrets secrets)
    {
        IReadOnlyCollection<Secret> old = context.Secrets(record);
        return old.All(secrets.Values.Values.Contains) ? record.ReplacedSecrets : [.. record.ReplacedSecrets.TakeLast(MaxReplaced - 1), record.ProtectedSecrets];
    }

    public static Dictionary<string, string> Copy(IReadOnlyDictionary<string, string> values) => new(values, StringComparer.Ordinal);
}
