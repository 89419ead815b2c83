using System.Text.Json.Serialization;

namespace Provisioning.Local.Storage;

#pragma warning disable MA0048 // the parts of one file format, read together

/// <summary>What is remembered of a project: <c>revision.json</c>. Holds secrets; the file is for its owner only.</summary>
internal sealed record ProjectRecord
{
    public const int CurrentFormat = 1;

    public int Format { get; init; } = CurrentFormat;

    public required string ProjectId { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? DeletedAt { get; init; }

    /// <summary>Gets whether the services shall run: what was asked for last.</summary>
    public bool ShouldRun { get; init; }

    /// <summary>Gets random bytes that enter the digest of the revision, so that it tells nothing about the secrets.</summary>
    public required byte[] Salt { get; init; }

    /// <summary>Gets the number of the accepted revision; 0 while none was accepted.</summary>
    public long Generation { get; init; }

    /// <summary>Gets the generation that was last carried out completely.</summary>
    public long AppliedGeneration { get; init; }

    public string? RevisionDigest { get; init; }

    public string? TemplateVersion { get; init; }

    /// <summary>Gets a copy of the accepted template, so that starting needs nothing else.</summary>
    public StoredTemplate? Template { get; init; }

    public Dictionary<string, string> Variables { get; init; } = [];

    public Dictionary<string, string> Secrets { get; init; } = [];

    public string? Domain { get; init; }

    public Dictionary<string, string> Labels { get; init; } = [];

    public StoredLimits? Limits { get; init; }

    /// <summary>Gets the endpoints, without secrets.</summary>
    public List<StoredEndpoint> Endpoints { get; init; } = [];

    /// <summary>Gets the subnets of the project's networks, by key.</summary>
    public Dictionary<string, string> Subnets { get; init; } = [];

    /// <summary>Gets the names of the volumes that were made for the project. One that is gone afterwards is lost data.</summary>
    public List<string> Volumes { get; init; } = [];

    /// <summary>Gets the volumes without a name of their own that the containers mount, or mounted when they were removed, by <c>service/number/path</c>.</summary>
    public Dictionary<string, string> AnonymousVolumes { get; init; } = [];

    /// <summary>Gets what the accepted revision runs.</summary>
    public List<StoredService> Services { get; init; } = [];

    /// <summary>Gets the last revision that was carried out completely; <see langword="null"/> when it is the accepted one.</summary>
    public StoredRevision? LastGood { get; init; }

    /// <summary>Gets the ids of images, by reference, that containers are made from whatever the reference means now. A roll-back sets them, provisioning clears them.</summary>
    public Dictionary<string, string> PinnedImages { get; init; } = [];

    /// <summary>Gets the ids of containers that were about to be started and whose <c>post_start</c> hooks are not known to be done.</summary>
    public List<string> UnfinishedHooks { get; init; } = [];

    /// <summary>Gets the operation that runs, was cut off, or failed; <see langword="null"/> when the last one succeeded.</summary>
    public OperationJournal? Operation { get; init; }
}

/// <summary>What runs on a project, by whom and until when.</summary>
internal sealed record OperationJournal
{
    public required string Name { get; init; }

    public required string Id { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public required DateTimeOffset Deadline { get; init; }

    public required int ProcessId { get; init; }

    public required string Host { get; init; }

    /// <summary>Gets how it failed; <see langword="null"/> while it runs, and when it was cut off.</summary>
    public OperationFailure? Failure { get; init; }

    /// <summary>Gets the failure that is being rolled back: the accepted revision is the good one already.</summary>
    public OperationFailure? RollsBack { get; init; }
}

internal sealed record OperationFailure
{
    public required string Code { get; init; }

    public required string Message { get; init; }

    public required DateTimeOffset EndedAt { get; init; }
}

internal sealed record StoredTemplate
{
    public required string Name { get; init; }

    public required string ComposeFile { get; init; }

    public required List<StoredFile> Files { get; init; }

    public static StoredTemplate From(ProjectTemplate template) => new()
    {
        Name = template.Name,
        ComposeFile = template.ComposeFile,
        Files = [.. template.Files.Select(file => new StoredFile { Path = file.Path, Content = file.Content.ToArray(), IsExecutable = file.IsExecutable })],
    };

    public ProjectTemplate ToTemplate() =>
        ProjectTemplate.FromFiles(Name, ComposeFile, Files.Select(file => new TemplateFile(file.Path, file.Content, file.IsExecutable)));
}

internal sealed record StoredFile
{
    public required string Path { get; init; }

    public required byte[] Content { get; init; }

    public bool IsExecutable { get; init; }
}

internal sealed record StoredLimits
{
    public long? MemoryBytes { get; init; }

    public double? Cpus { get; init; }

    public long? Pids { get; init; }

    public static StoredLimits? From(ProjectLimits? limits) =>
        limits is null ? null : new StoredLimits { MemoryBytes = limits.MemoryBytes, Cpus = limits.Cpus, Pids = limits.Pids };

    public ProjectLimits ToLimits() => new() { MemoryBytes = MemoryBytes, Cpus = Cpus, Pids = Pids };
}

internal sealed record StoredEndpoint
{
    public required string Name { get; init; }

    public required string Url { get; init; }

    public required string ServiceName { get; init; }

    public EndpointScope Scope { get; init; }
}

internal sealed record StoredService
{
    public required string Name { get; init; }

    public required string? Image { get; init; }

    public int Replicas { get; init; } = 1;

    /// <summary>Gets whether the service is a job: done when it exited with 0.</summary>
    public bool IsJob { get; init; }

    /// <summary>Gets the commands to run in each of its containers before it is stopped.</summary>
    public List<StoredHook> PreStop { get; init; } = [];
}

internal sealed record PortLease
{
    public required int Port { get; init; }

    public required string ProjectId { get; init; }

    public required string ServiceName { get; init; }

    public required int Target { get; init; }

    public required string Protocol { get; init; }

    /// <summary>Gets which of several leases for the same target this is, from 0.</summary>
    public int Ordinal { get; init; }
}

internal sealed record PortLeaseIndex
{
    public int Format { get; init; } = 1;

    public List<PortLease> Leases { get; init; } = [];
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(ProjectRecord))]
[JsonSerializable(typeof(OperationJournal))]
[JsonSerializable(typeof(PortLeaseIndex))]
[JsonSerializable(typeof(StoredAdoption))]
internal sealed partial class StateJson : JsonSerializerContext;
