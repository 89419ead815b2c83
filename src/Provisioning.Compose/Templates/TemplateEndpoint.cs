namespace Provisioning.Compose;

/// <summary>A place where a project is reached, as a template declares it under <c>x-provisioning.endpoints</c>.</summary>
public sealed class TemplateEndpoint
{
    /// <summary>Gets the name, for instance <c>api</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the service that answers.</summary>
    public required string ServiceName { get; init; }

    /// <summary>Gets the port in the service's container.</summary>
    public required int Port { get; init; }

    /// <summary>Gets the scheme of the address; the default is <c>http</c>. Not used when <see cref="AddressTemplate"/> is set.</summary>
    public string Scheme { get; init; } = "http";

    /// <summary>Gets the path of the address, beginning with <c>/</c>; <see langword="null"/> for none.</summary>
    public string? Path { get; init; }

    /// <summary>
    /// Gets the whole address as written, with <c>{host}</c> and <c>{port}</c> for what the backend publishes and <c>${NAME}</c> for values of the template;
    /// <see langword="null"/> for the usual one of scheme, host, port and path.
    /// </summary>
    public string? AddressTemplate { get; init; }

    /// <summary>Gets how a backend sees that the endpoint answers; <see langword="null"/> when the services' own health is enough.</summary>
    public TemplateReadiness? Readiness { get; init; }

    /// <summary>Gets where the endpoint is declared.</summary>
    public ComposeSourceLocation? Location { get; init; }

    /// <summary>Returns the name, the service and the port.</summary>
    public override string ToString() => FormattableString.Invariant($"{Name} ({ServiceName}:{Port})");
}
