namespace Provisioning.Compose;

/// <summary>Files of a template that a service sees. A backend puts them into the service's container before it is started.</summary>
public sealed class TemplateMount
{
    /// <summary>Gets the service.</summary>
    public required string ServiceName { get; init; }

    /// <summary>Gets which part of the Compose file asks for it.</summary>
    public required TemplateMountKind Kind { get; init; }

    /// <summary>Gets the absolute path in the container: of the file, or of the directory (<see cref="IsDirectory"/>).</summary>
    public required string Target { get; init; }

    /// <summary>Gets whether the target is a directory.</summary>
    public bool IsDirectory { get; init; }

    /// <summary>Gets the path of the source in the template, with <c>/</c> between its parts, empty for the whole template; <see langword="null"/> when the content stands in the Compose file or is a value.</summary>
    public string? SourcePath { get; init; }

    /// <summary>Gets the key under <c>configs</c> or <c>secrets</c>; <see langword="null"/> for a bind mount.</summary>
    public string? SourceName { get; init; }

    /// <summary>Gets whether the service may only read the files.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>Gets the files: one, with an empty <see cref="TemplateMountFile.RelativePath"/>, or those of the directory in the order of their paths.</summary>
    public required IReadOnlyList<TemplateMountFile> Files { get; init; }

    /// <summary>Gets the place in the Compose file, for instance <c>services.web.volumes[0]</c>.</summary>
    public required string Path { get; init; }

    /// <summary>Returns the service, the source and the target.</summary>
    public override string ToString() => $"{ServiceName}: {SourcePath ?? SourceName} -> {Target}";
}
