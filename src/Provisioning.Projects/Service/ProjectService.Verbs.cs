using Provisioning.Compose;

namespace Provisioning.Projects;

internal sealed partial class ProjectService
{
    public Task<ProjectOperationInfo> CreateAsync(CreateProjectRequest request, ProjectOperationOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        options = RequestRules.Check(options);
        RequestRules.CheckName(request.Name);
        RequestRules.CheckLabels(request.Labels);
        ProjectId projectId = request.ProjectId ?? RequestRules.NewProjectId(request.Name, options.OperationId);
        string providerName = request.ProviderName ?? _context.SelectedProviderName;
        _ = projectId.Value; // The default id is wrong use.
        if (!_context.ProviderNames.Contains(providerName, StringComparer.Ordinal))
        {
            throw new ArgumentException($"The provider '{providerName}' is not registered. Registered are: {string.Join(", ", _context.ProviderNames)}.", nameof(request));
        }

        byte[] digest = RequestDigest.Compute(content => content.Add("create").Add(projectId.Value).Add(request.Name).Add(request.Template).Add(providerName).Add(request.Secrets).Add(request.Variables)
            .Add(request.Domain).Add(request.Labels).Add(request.Limits).Add(request.AdoptExisting));
        return RunAsync(new OperationCall(projectId, ProjectOperationKind.Create, digest, options, DecideAsync), cancellationToken);

        async Task<Intent> DecideAsync(ProjectRecord? record, DateTimeOffset now, CancellationToken token)
        {
            var parameters = new ProjectOperationParameters { AdoptExisting = request.AdoptExisting };
            RefuseUnable(projectId, record?.ProviderName ?? providerName, "create", parameters);
            if (record is null)
            {
                (ProjectRecord made, IReadOnlyCollection<string> generated) = _revisions.Create(request, projectId, providerName, now);
                await RefuseOtherSecretsAsync(made, generated, token).ConfigureAwait(false);
                return new Intent { Project = made, Parameters = parameters, Template = _context.Templates.Pack(request.Template, now) };
            }

            RefuseArchived(record, "create");
            IReadOnlyList<string> differences = _revisions.Differences(record, request, providerName);
            if (differences.Count > 0)
            {
                throw ProjectErrors.Differs(record, differences);
            }

            bool isDone = record is { State: ProjectState.Running, DesiredState: ProjectDesiredState.Running, Error: null, Drift: null } && record.AppliedGeneration == record.Generation;
            return isDone ? Intent.Nothing() : new Intent { Project = record with { DesiredState = ProjectDesiredState.Running }, Parameters = parameters };
        }
    }

    public Task<ProjectOperationInfo> UpdateAsync(ProjectId projectId, UpdateProjectRequest request, ProjectOperationOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        options = RequestRules.Check(options);
        RequestRules.CheckName(request.Name);
        RequestRules.CheckLabels(request.Labels);
        byte[] digest = RequestDigest.Compute(content => content.Add("update").Add(projectId.Value).Add(request.Name).Add(request.Template).Add(request.Secrets).Add(request.Variables)
            .Add(request.ResetVariables).Add(request.Domain).Add(request.Labels).Add(request.Limits).Add(request.AllowDataIncompatible).Add(request.AdoptExisting).Add(request.FailurePolicy));
        return RunAsync(new OperationCall(projectId, ProjectOperationKind.Update, digest, options, DecideAsync), cancellationToken);

        async Task<Intent> DecideAsync(ProjectRecord? record, DateTimeOffset now, CancellationToken token)
        {
            record = Require(record, projectId, "update", options);
            RefuseArchived(record, "update");
            var parameters = new ProjectOperationParameters { AllowDataIncompatible = request.AllowDataIncompatible, AdoptExisting = request.AdoptExisting, FailurePolicy = request.FailurePolicy };
            RefuseUnable(projectId, record.ProviderName, "update", parameters);
            StoredSecrets? stored = TryUnprotect(record);
            ProjectTemplate template = request.Template ?? await _context.Templates.GetAsync(record, token).ConfigureAwait(false);
            ProjectRecord changed = record with
            {
                Name = request.Name ?? record.Name,
                Domain = request.Domain is null ? record.Domain : request.Domain.Length == 0 ? null : request.Domain,
                Labels = request.Labels is null ? record.Labels : RevisionMaker.Copy(request.Labels),
                Limits = request.Limits ?? record.Limits,
                DesiredState = ProjectDesiredState.Running,
            };
            var provision = new ProvisionRequest
            {
                ProjectId = projectId,
                Template = template,
                Secrets = request.Secrets ?? new Dictionary<string, Secret>(StringComparer.Ordinal),
                Variables = request.Variables ?? new Dictionary<string, string>(StringComparer.Ordinal),
                Domain = changed.Domain,
                Labels = changed.Labels,
                Limits = changed.Limits,
            };
            Dictionary<string, string> variables = RevisionMaker.Copy(record.Variables);
            foreach (string name in request.ResetVariables ?? [])
            {
                variables.Remove(name);
            }

            // Without the stored secrets none is made: the project's data knows the old ones, which the request must bring.
            (ResolvedTemplate resolved, StoredSecrets secrets) = _revisions.Resolve(provision, record.ProviderName, stored, variables, generate: stored is not null);
            return new Intent
            {
                Project = _revisions.Revised(changed, template, resolved, secrets),
                Parameters = parameters,
                Template = _context.Templates.Pack(template, now),
            };
        }
    }

    public Task<ProjectOperationInfo> StartAsync(ProjectId projectId, ProjectOperationOptions? options = null, CancellationToken cancellationToken = default) =>
        RunAsync(projectId, ProjectOperationKind.Start, options, (record, given) =>
        {
            record = Require(record, projectId, ProvisioningOperationNames.Start, given);
            RefuseArchived(record, ProvisioningOperationNames.Start);
            return new Intent { Project = record with { DesiredState = ProjectDesiredState.Running } };
        }, cancellationToken);

    public Task<ProjectOperationInfo> StopAsync(ProjectId projectId, ProjectOperationOptions? options = null, CancellationToken cancellationToken = default) =>
        RunAsync(projectId, ProjectOperationKind.Stop, options, (record, given) =>
        {
            record = Require(record, projectId, ProvisioningOperationNames.Stop, given);
            if (record.DeletedAt is not null)
            {
                return Intent.Nothing();
            }

            RefusePurged(record, ProvisioningOperationNames.Stop);
            return new Intent { Project = record with { DesiredState = ProjectDesiredState.Stopped } };
        }, cancellationToken);

    public Task<ProjectOperationInfo> DeleteAsync(ProjectId projectId, ProjectOperationOptions? options = null, CancellationToken cancellationToken = default) =>
        RunAsync(projectId, ProjectOperationKind.Delete, options, (record, given) =>
        {
            if (record is null)
            {
                return Intent.Nothing(alreadyAbsent: true);
            }

            RefuseOther(record, given);
            RefusePurged(record, ProvisioningOperationNames.Delete);
            return record is { DeletedAt: not null, State: ProjectState.Deleted } ? Intent.Nothing() : new Intent { Project = record with { DesiredState = ProjectDesiredState.Archived } };
        }, cancellationToken);

    public Task<ProjectOperationInfo> RestoreAsync(ProjectId projectId, ProjectOperationOptions? options = null, CancellationToken cancellationToken = default) =>
        RunAsync(projectId, ProjectOperationKind.Restore, options, (record, given) =>
        {
            record = Require(record, projectId, ProvisioningOperationNames.Restore, given);
            RefusePurged(record, ProvisioningOperationNames.Restore);
            return record.DeletedAt is null && record.DesiredState != ProjectDesiredState.Archived
                ? throw ProjectErrors.NotArchived(record)
                : new Intent { Project = record with { DesiredState = ProjectDesiredState.Stopped } };
        }, cancellationToken);

    public Task<ProjectOperationInfo> PurgeAsync(ProjectId projectId, ProjectOperationOptions? options = null, CancellationToken cancellationToken = default) =>
        RunAsync(projectId, ProjectOperationKind.Purge, options, (record, given) =>
        {
            if (record is null)
            {
                return Intent.Nothing(alreadyAbsent: true);
            }

            RefuseOther(record, given);
            return new Intent { Project = record with { DesiredState = ProjectDesiredState.Purged } };
        }, cancellationToken);

    public Task<ProjectOperationInfo> RepairAsync(ProjectId projectId, RepairProjectRequest? request = null, ProjectOperationOptions? options = null, CancellationToken cancellationToken = default)
    {
        request ??= new RepairProjectRequest();
        options = RequestRules.Check(options);
        byte[] digest = RequestDigest.Compute(content => content.Add(ProvisioningOperationNames.Repair).Add(projectId.Value).Add(request.RestoreArchived).Add(request.AllowEmptyVolumes).Add(request.KeepStopped)
            .Add(request.AdoptExisting).Add(request.FailurePolicy));
        return RunAsync(new OperationCall(projectId, ProjectOperationKind.Repair, digest, options, Decide), cancellationToken);

        Task<Intent> Decide(ProjectRecord? record, DateTimeOffset now, CancellationToken token)
        {
            record = Require(record, projectId, ProvisioningOperationNames.Repair, options);
            RefusePurged(record, ProvisioningOperationNames.Repair);
            if (record.DeletedAt is not null && !request.RestoreArchived)
            {
                throw ProjectErrors.Archived(projectId, ProvisioningOperationNames.Repair);
            }

            var parameters = new ProjectOperationParameters
            {
                AllowEmptyVolumes = request.AllowEmptyVolumes,
                RestoreArchived = request.RestoreArchived,
                AdoptExisting = request.AdoptExisting,
                FailurePolicy = request.FailurePolicy,
            };
            RefuseUnable(projectId, record.ProviderName, ProvisioningOperationNames.Repair, parameters);

            // Told now rather than by an operation that fails: without the secrets nothing can be repaired.
            _ = _context.Vault.Unprotect(record, ProvisioningOperationNames.Repair);
            bool staysStopped = request.KeepStopped && record.DesiredState == ProjectDesiredState.Stopped;
            return Task.FromResult(new Intent
            {
                Project = record with { DesiredState = staysStopped ? ProjectDesiredState.Stopped : ProjectDesiredState.Running },
                Parameters = parameters,
            });
        }
    }

    public Task<ProjectOperationInfo> RotateSecretAsync(ProjectId projectId, RotateSecretRequest request, ProjectOperationOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        RequestRules.CheckSecretName(request);
        options = RequestRules.Check(options);
        byte[] digest = RequestDigest.Compute(content => content.Add("rotate").Add(projectId.Value).Add(request.SecretName).Add(request.Value?.Reveal()).Add(request.FailurePolicy));
        return RunAsync(new OperationCall(projectId, ProjectOperationKind.RotateSecret, digest, options, DecideAsync), cancellationToken);

        async Task<Intent> DecideAsync(ProjectRecord? record, DateTimeOffset now, CancellationToken token)
        {
            record = Require(record, projectId, "rotate-secret", options);
            RefuseArchived(record, "rotate-secret");
            RefuseUnable(projectId, record.ProviderName, "rotate-secret", new ProjectOperationParameters { FailurePolicy = request.FailurePolicy });
            StoredSecrets stored = _context.Vault.Unprotect(record, "rotate-secret");
            ProjectTemplate template = await _context.Templates.GetAsync(record, token).ConfigureAwait(false);
            (ResolvedTemplate resolved, StoredSecrets secrets) = Rotated(record, template, stored, request);
            string[] changed = [.. secrets.Values.Where(secret => !stored.Values.TryGetValue(secret.Key, out Secret? old) || !old.Equals(secret.Value)).Select(secret => secret.Key).Order(StringComparer.Ordinal)];
            return new Intent
            {
                Project = _revisions.Revised(record with { DesiredState = record.DesiredState == ProjectDesiredState.Stopped ? ProjectDesiredState.Stopped : ProjectDesiredState.Running }, template, resolved, secrets),
                Parameters = new ProjectOperationParameters { ChangedSecrets = changed, FailurePolicy = request.FailurePolicy },
                AuditedNames = changed,
            };
        }
    }

    private (ResolvedTemplate Resolved, StoredSecrets Secrets) Rotated(ProjectRecord record, ProjectTemplate template, StoredSecrets stored, RotateSecretRequest request)
    {
        TemplateSecret? declared = TemplateManifest.Read(template).Secrets.GetValueOrDefault(request.SecretName);
        if (declared is null && !stored.Values.ContainsKey(request.SecretName))
        {
            throw ProjectErrors.SecretNotFound(record.Id, request.SecretName, "rotate-secret");
        }

        Secret? value = request.Value ?? declared?.Kind switch
        {
            TemplateSecretKind.Password => SecretGenerator.Password(declared.Length),
            TemplateSecretKind.Hex => SecretGenerator.Hex(declared.Bytes),
            TemplateSecretKind.Base64 => SecretGenerator.Base64(declared.Bytes),
            TemplateSecretKind.Uuid => SecretGenerator.Uuid(),
            TemplateSecretKind.Jwt => null, // Made anew because it is not stored any more.
            _ => throw new TemplateException([new TemplateProblem
            {
                Code = "secret_missing",
                Message = $"The template does not say how to make the secret '{request.SecretName}'. Give its new value.",
                Path = "x-provisioning.secrets." + request.SecretName,
            }]),
        };
        Dictionary<string, Secret> given = new(StringComparer.Ordinal);
        if (value is not null)
        {
            given[request.SecretName] = value;
        }

        var kept = stored with { Values = stored.Values.Where(secret => value is not null || secret.Key != request.SecretName).ToDictionary(StringComparer.Ordinal) };
        var provision = new ProvisionRequest
        {
            ProjectId = record.Id,
            Template = template,
            Secrets = given,
            Domain = record.Domain,
            Labels = record.Labels,
            Limits = record.Limits,
        };
        return _revisions.Resolve(provision, record.ProviderName, kept, record.Variables);
    }

    private Task<ProjectOperationInfo> RunAsync(
        ProjectId projectId,
        ProjectOperationKind kind,
        ProjectOperationOptions? options,
        Func<ProjectRecord?, ProjectOperationOptions, Intent> decide,
        CancellationToken cancellationToken)
    {
        options = RequestRules.Check(options);
        byte[] digest = RequestDigest.Compute(content => content.Add(ProjectErrors.OperationName(kind)).Add(projectId.Value));
        return RunAsync(new OperationCall(projectId, kind, digest, options, (record, _, _) => Task.FromResult(decide(record, options))), cancellationToken);
    }

    private StoredSecrets? TryUnprotect(ProjectRecord record)
    {
        try
        {
            return _context.Vault.Unprotect(record, "update");
        }
        catch (ProvisioningException exception) when (exception.ErrorCode == ProjectErrorCodes.KeysLost || exception.ErrorCode == ProjectErrorCodes.SecretsNotStored)
        {
            return null;
        }
    }
}
