using Docker.DotNet.Models;
using Provisioning.Compose;

namespace Provisioning.Local.Mapping;

#pragma warning disable MA0048 // the parts of one result, read together

/// <summary>One container as it shall be.</summary>
internal sealed class MappedContainer
{
    public required ComposeService Service { get; init; }

    public required int Number { get; init; }

    public required string Name { get; init; }

    public required string Image { get; init; }

    public required CreateContainerParameters Parameters { get; init; }

    public string? Platform { get; init; }

    /// <summary>Gets Compose's hash of the unmodified service.</summary>
    public required string ConfigHash { get; init; }

    /// <summary>Gets the networks to connect after the container was made, where an engine takes only one with it.</summary>
    public IReadOnlyList<MappedEndpoint> LaterNetworks { get; init; } = [];

    /// <summary>Gets the names of all networks that it must be connected to.</summary>
    public IReadOnlyList<string> Networks { get; init; } = [];

    /// <summary>Gets the names of the named volumes that it must mount.</summary>
    public IReadOnlyList<string> Volumes { get; init; } = [];

    /// <summary>Gets the files to upload after it was made, before it is started. They may hold secrets.</summary>
    public IReadOnlyList<FileUpload> Uploads { get; init; } = [];

    /// <summary>Gets the mount points of anonymous volumes that hold uploaded files: never taken over by the next container.</summary>
    public IReadOnlySet<string> UploadVolumes { get; init; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>Gets the services whose containers this one refers to by id (<c>network_mode: service:x</c>, <c>volumes_from</c>): replaced together with them.</summary>
    public IReadOnlyList<string> References { get; init; } = [];

    /// <summary>Gets those of <see cref="References"/> whose id was not known: the container must be mapped again before it is made.</summary>
    public IReadOnlyList<string> Unresolved { get; init; } = [];

    /// <summary>Gets whether the health check was made faster for the time of the start.</summary>
    public bool HasFastReadiness { get; init; }

    public override string ToString() => Name;
}

internal sealed record MappedEndpoint(string NetworkName, EndpointSettings Settings);

internal sealed record MappedNetwork(string Key, string Name, bool IsExternal, NetworksCreateParameters? Parameters, string? ConfigHash);

internal sealed record MappedVolume(string Key, string Name, bool IsExternal, VolumesCreateParameters? Parameters, string? ConfigHash);

/// <summary>One file to be put into a container.</summary>
internal sealed class FileUpload
{
    public required string Path { get; init; }

    public required ReadOnlyMemory<byte> Content { get; init; }

    public required int Mode { get; init; }

    public int UserId { get; init; }

    public int GroupId { get; init; }

    public override string ToString() => $"{Path} ({Content.Length} bytes)";
}

// What the parts of the mapping give to the whole:
internal sealed record MountMapping(List<string> Binds, List<Mount> Mounts, IReadOnlyList<string> VolumeNames);

internal sealed record NetworkingMapping(
    string Mode,
    Dictionary<string, EndpointSettings>? AtCreate,
    IReadOnlyList<MappedEndpoint> Later,
    IReadOnlyList<string> Names,
    IReadOnlyList<string> Links);

internal sealed record UploadMapping(IReadOnlyList<FileUpload> Files, IReadOnlyList<Mount> Mounts, IReadOnlySet<string> VolumeTargets, string? Digest);
