namespace Provisioning.Testing;

/// <summary>A service that the in-memory provider is about to start.</summary>
public sealed class InMemoryServiceContext
{
    /// <summary>Gets the project.</summary>
    public required ProjectId ProjectId { get; init; }

    /// <summary>Gets the name of the template that the project is made from.</summary>
    public required string TemplateName { get; init; }

    /// <summary>Gets the service, by its name in the template.</summary>
    public required string ServiceName { get; init; }

    /// <summary>Gets the image reference, or <see langword="null"/> when the template has none.</summary>
    public string? Image { get; init; }

    /// <summary>Gets the service's environment, secrets revealed.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>Gets the host's own labels of the project.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}
