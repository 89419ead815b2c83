namespace Provisioning.Compose;

/// <summary>A step from one major version of a stateful service's image to another one that its image carries out itself, as a template declares it under <c>x-provisioning.stateful</c>.</summary>
public sealed class TemplateMigration
{
    /// <summary>Gets the service.</summary>
    public required string ServiceName { get; init; }

    /// <summary>Gets the major version that wrote the data, for instance 15.</summary>
    public required long From { get; init; }

    /// <summary>Gets the major version that brings the data over when it starts, for instance 16.</summary>
    public required long To { get; init; }

    /// <summary>Gets where the step is declared.</summary>
    public ComposeSourceLocation? Location { get; init; }

    /// <summary>Returns the service and its versions.</summary>
    public override string ToString() => FormattableString.Invariant($"{ServiceName}: {From} to {To}");
}
