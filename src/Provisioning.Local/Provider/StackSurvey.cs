using Docker.DotNet.Models;
using Provisioning.Compose;
using Provisioning.Local.Engine;
using Provisioning.Local.Mapping;
using Provisioning.Local.Planning;
using Provisioning.Local.Storage;

namespace Provisioning.Local;

/// <summary>Everything that is known before anything is changed: the template with its values, what is at the engine, which images and ports there are.</summary>
internal sealed class StackSurvey
{
    private readonly LocalBackend _backend;
    private readonly ProjectId _projectId;
    private readonly string _operationName;

    private StackSurvey(LocalBackend backend, ProjectId projectId, string operationName) => (_backend, _projectId, _operationName) = (backend, projectId, operationName);

    public required ProvisionRequest Request { get; init; }

    public required ResolvedTemplate Resolved { get; init; }

    public required EngineInfo Engine { get; init; }

    public required ObservedStack Observed { get; set; }

    public required ImageStore ImageStore { get; init; }

    public required IReadOnlyList<ImageDemand> ImageDemands { get; init; }

    /// <summary>Gets or sets the images that are there, by reference.</summary>
    public required Dictionary<string, ImageInspectResponse> Images { get; set; }

    /// <summary>Gets whether the images were asked for; otherwise only their ids are known, and that they are there.</summary>
    public bool AreImagesComplete { get; private set; } = true;

    public required IReadOnlyList<PortDemand> PortDemands { get; init; }

    /// <summary>Gets or sets the ports leased so far.</summary>
    public required Dictionary<PortDemand, int> Ports { get; set; }

    /// <summary>Looks at everything; changes nothing.</summary>
    /// <param name="backend">The backend.</param>
    /// <param name="request">What is asked for.</param>
    /// <param name="resolved">The request's template with its values.</param>
    /// <param name="operationName">The operation that looks.</param>
    /// <param name="isNew">Whether the project is not known yet: then the engine's lists are read as a whole, so that names, ports and addresses in use are known, too.</param>
    /// <param name="cancellationToken">Stops the looking.</param>
    /// <param name="pinnedImages">Images by reference that are used whatever the reference means now.</param>
    /// <exception cref="TemplateException">The template asks for what this engine cannot carry out.</exception>
    public static async Task<StackSurvey> MakeAsync(LocalBackend backend, ProvisionRequest request, ResolvedTemplate resolved, string operationName, bool isNew, CancellationToken cancellationToken, IReadOnlyDictionary<string, string>? pinnedImages = null)
    {
        ProjectId id = request.ProjectId;
        IReadOnlyEngineClient reader = backend.Reader;
        EngineInfo engine = await reader.GetInfoAsync(cancellationToken).ConfigureAwait(false);
        var unsupported = UnsupportedKeys.Find(resolved.Project, engine.ApiVersion);
        if (unsupported.Errors.Count > 0)
        {
            throw new TemplateException(unsupported.Errors);
        }

        foreach (TemplateProblem warning in resolved.Warnings.Concat(unsupported.Warnings))
        {
            Log.TemplateWarning(backend.Logger, id, warning.ToString());
        }

        var images = new ImageStore(reader, backend.Options, backend.ProviderName, backend.TimeProvider, pinnedImages ?? new Dictionary<string, string>(StringComparer.Ordinal));
        IReadOnlyList<ImageDemand> imageDemands = ImageDemand.Of(resolved.Project, new MappingOptions { ApiVersion = engine.ApiVersion, DefaultPullPolicy = backend.Options.PullPolicy });
        PortDemand[] portDemands = [.. resolved.Project.Services.Values.SelectMany(PortMapper.Demands)];
        Adoptable? adoptable = request.AdoptExisting ? new Adoptable(resolved.Project) : null;
        ObservedStack observed;
        Dictionary<string, ImageInspectResponse>? known = null;
        Task<Dictionary<string, ImageInspectResponse>>? finding = null;
        if (isNew)
        {
            Task<ObservedStack> observing = backend.ObserveAsync(id, cancellationToken, adoptable, everything: true);
            finding = images.FindAsync(imageDemands, cancellationToken);
            await Task.WhenAll(observing, finding).ConfigureAwait(false);
            observed = await observing.ConfigureAwait(false);
        }
        else
        {
            observed = await backend.ObserveAsync(id, cancellationToken, adoptable).ConfigureAwait(false);
            known = pinnedImages is { Count: > 0 } ? null : KnownImages.Find(imageDemands, resolved.Project, observed);
        }

        var survey = new StackSurvey(backend, id, operationName)
        {
            Request = request,
            Resolved = resolved,
            Engine = engine,
            Observed = observed,
            ImageStore = images,
            ImageDemands = imageDemands,
            Images = known ?? await (finding ?? images.FindAsync(imageDemands, cancellationToken)).ConfigureAwait(false),
            AreImagesComplete = known is null,
            PortDemands = portDemands,
            Ports = await ReadLeasesAsync(backend, id, portDemands, cancellationToken).ConfigureAwait(false),
        };
        images.RequirePullable(id, operationName, resolved.Project, imageDemands, survey.Images);
        return survey;
    }

    /// <summary>Asks for the images if only their ids are known: before anything is made of them.</summary>
    public async Task CompleteImagesAsync(CancellationToken cancellationToken)
    {
        if (!AreImagesComplete)
        {
            Images = await ImageStore.FindAsync(ImageDemands, cancellationToken).ConfigureAwait(false);
            AreImagesComplete = true;
            ImageStore.RequirePullable(_projectId, _operationName, Resolved.Project, ImageDemands, Images);
        }
    }

    /// <summary>Reads which of the demands have a port.</summary>
    public static async Task<Dictionary<PortDemand, int>> ReadLeasesAsync(LocalBackend backend, ProjectId projectId, IEnumerable<PortDemand> demands, CancellationToken cancellationToken)
    {
        Dictionary<PortDemand, int> leases = (await backend.Ports.ReadAsync(projectId, cancellationToken).ConfigureAwait(false))
            .GroupBy(lease => new PortDemand(lease.ServiceName, lease.Target, lease.Protocol, lease.Ordinal))
            .ToDictionary(group => group.Key, group => group.First().Port);
        return demands.Where(leases.ContainsKey).Distinct().ToDictionary(demand => demand, demand => leases[demand]);
    }

    public MappingContext Mapping(long generation) => new()
    {
        // Where docker compose finds the project again.
        Project = new ComposeProject
        {
            Name = Resolved.Project.Name,
            WorkingDirectory = _backend.Layout.Folder(_projectId),
            ComposeFiles = [Path.Combine(_backend.Layout.Folder(_projectId), StateLayout.ComposeFile)],
            Services = Resolved.Project.Services,
            DisabledServices = Resolved.Project.DisabledServices,
            Networks = Resolved.Project.Networks,
            Volumes = Resolved.Project.Volumes,
            Configs = Resolved.Project.Configs,
            Secrets = Resolved.Project.Secrets,
            Models = Resolved.Project.Models,
            Extensions = Resolved.Project.Extensions,
            SourceMap = Resolved.Project.SourceMap,
        },
        FullProject = Resolved.FullProject,
        Options = new MappingOptions
        {
            ApiVersion = Engine.ApiVersion,
            Identity = new ProvisioningIdentity(_backend.Layout.Owner, _projectId.Value, generation, Resolved.RevisionDigest, _backend.TimeProvider.GetUtcNow()),
            DefaultHostAddress = _backend.Options.BindAddress,
            Ports = Ports,
            Uploads = Resolved.Mounts,
            FastReadiness = _backend.Options.FastReadiness,
            StartInterval = _backend.Options.StartInterval,
        },
        ImageId = reference => Images.GetValueOrDefault(reference)?.ID,
        PinnedImage = ImageStore.Substitute,
        ContainerId = service => Observed.Containers.FirstOrDefault(container => container.ServiceName == service)?.Id,
        ReadFile = ReadTemplateFile,
    };

    /// <summary>Plans; throws when something that is not the project's is in the way.</summary>
    public ProjectPlan Plan(DesiredProject desired)
    {
        ProjectPlan plan = ProjectPlanner.Plan(desired, Observed.ToProject(), new PlanOptions { Adoption = Observed.Adoption });
        return plan.Conflicts switch
        {
            [] => plan,
            [{ Code: var code, Message: var message }, ..] when code == ProvisioningErrorCode.Conflict => throw _backend.Conflict(_projectId, _operationName, state: null, message),
            [{ Code: var code, Message: var message }, ..] => throw new ProvisioningException(message) { ErrorCode = code, ProviderName = _backend.ProviderName, ProjectId = _projectId, OperationName = _operationName, Step = "plan" },
        };
    }

    /// <summary>Refuses names that are to be given and are somebody else's.</summary>
    public Task RequireFreeNamesAsync(ProjectPlan plan, CancellationToken cancellationToken) =>
        NameConflicts.RequireNoneAsync(_backend, _projectId, _operationName, plan, Observed, cancellationToken);

    /// <summary>Refuses to put empty volumes in the place of lost data, unless the caller allows it. Returns what is lost.</summary>
    public async Task<IReadOnlyList<LostVolume>> RequireDataAsync(ProjectRecord? record, DesiredProject desired, CancellationToken cancellationToken)
    {
        if (record is null)
        {
            return [];
        }

        // A purge that was cut off has removed what its caller wanted removed.
        IReadOnlyList<LostVolume> lost = await LostVolumes.FindAsync(_backend, record, Observed, desired, cancellationToken).ConfigureAwait(false);
        bool isAllowed = Request.AllowEmptyVolumes || (_operationName != ProvisioningOperationNames.Start && record.Operation is { Name: ProvisioningOperationNames.Purge });
        return lost.Count == 0 || isAllowed ? lost : throw LostVolumes.Error(_backend, _projectId, _operationName, lost);
    }

    /// <summary>Refuses an image that may not be able to read what the one before it wrote, unless the caller allows it.</summary>
    public async Task RequireCompatibleImagesAsync(ProjectRecord? record, CancellationToken cancellationToken)
    {
        if (Request.AllowDataIncompatible)
        {
            return;
        }

        var refused = new List<(string Service, string Observed, string Requested, string Why)>();
        foreach (ComposeService service in Resolved.Manifest.StatefulServices.Distinct(StringComparer.Ordinal).Where(Resolved.Project.Services.ContainsKey).Select(name => Resolved.Project.Services[name]))
        {
            string requested = ResourceNames.Image(Resolved.Project.Name, service);
            foreach (string observed in await ImagesOfAsync(service.Name, record, cancellationToken).ConfigureAwait(false))
            {
                if (ImageChange.Find(observed, requested) is { } why && !IsMigrated(service.Name, ImageChange.Majors(observed, requested)))
                {
                    refused.Add((service.Name, observed, requested, why));
                }
            }
        }

        if (refused.Count > 0)
        {
            string changes = string.Join("; ", refused.Select(item => $"service '{item.Service}' from '{item.Observed}' to '{item.Requested}' ({item.Why})"));
            throw new ProvisioningException($"'{_operationName}' of project '{_projectId}' was not begun, because the data of a stateful service may be unreadable afterwards: {changes}. Keep the image; or save the data, see how the image's makers say that it is brought over, and declare the step in the template (x-provisioning.stateful) if the image does it itself, or provision with {nameof(ProvisionRequest.AllowDataIncompatible)}.")
            {
                ErrorCode = ProvisioningErrorCode.DataIncompatible,
                ProviderName = _backend.ProviderName,
                ProjectId = _projectId,
                OperationName = _operationName,
                Step = "check",
                Details = [.. refused.Select(item => $"service {item.Service}: {item.Observed} to {item.Requested}")],
            };
        }
    }

    private bool IsMigrated(string serviceName, (long From, long To)? majors) =>
        majors is { } change && Resolved.Manifest.Migrations.Any(step => step.ServiceName == serviceName && step.From == change.From && step.To == change.To);

    // What wrote the data is what the containers were made from; the record may be ahead of them.
    private async Task<IReadOnlyList<string>> ImagesOfAsync(string serviceName, ProjectRecord? record, CancellationToken cancellationToken)
    {
        var images = new List<string>();
        foreach (ObservedContainer container in Observed.Containers.Where(container => container.ServiceName == serviceName))
        {
            // The list shows the id once the tag means another image.
            string? image = container.Source.Image;
            image = image is { Length: > 0 } && !ImageChange.IsId(image) ? image : (await _backend.Reader.InspectContainerAsync(container.Id, cancellationToken).ConfigureAwait(false))?.Config?.Image;
            if (image is { Length: > 0 } && !ImageChange.IsId(image))
            {
                images.Add(image);
            }
        }

        return images.Count > 0 ? [.. images.Distinct(StringComparer.Ordinal)]
            : record?.Services.Find(service => service.Name == serviceName)?.Image is { Length: > 0 } recorded ? [recorded]
            : [];
    }

    private byte[] ReadTemplateFile(string path)
    {
        string relative = Path.GetRelativePath(_backend.Layout.TemplateFiles(_projectId), path).Replace(Path.DirectorySeparatorChar, '/');
        return Request.Template.FindFile(relative)?.Content.ToArray() ?? throw new FileNotFoundException($"The template has no file '{relative}'.", relative);
    }
}
