using System.Text.Json;

namespace Provisioning.Compose;

/// <summary>Amounts of resources.</summary>
public sealed class ComposeResource
{
    /// <summary>Gets processors.</summary>
    public float? Cpus { get; init; }

    /// <summary>Gets memory in bytes.</summary>
    public long? Memory { get; init; }

    /// <summary>Gets processes.</summary>
    public long? Pids { get; init; }

    /// <summary>Gets devices.</summary>
    public IReadOnlyList<ComposeDeviceRequest> Devices { get; init; } = [];

    /// <summary>Gets generic resources, as written.</summary>
    public IReadOnlyList<JsonElement> GenericResources { get; init; } = [];
}
