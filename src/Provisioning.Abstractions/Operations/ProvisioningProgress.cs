namespace Provisioning;

/// <summary>One step of an operation. Holds no secret.</summary>
public sealed class ProvisioningProgress
{
    /// <summary>Gets the project.</summary>
    public required ProjectId ProjectId { get; init; }

    /// <summary>Gets the operation, one of <see cref="ProvisioningOperationNames"/>.</summary>
    public required string OperationName { get; init; }

    /// <summary>Gets the step: lower case, stable, for instance <c>pull</c>, <c>create</c>, <c>start</c>, <c>wait</c>.</summary>
    public required string Step { get; init; }

    /// <summary>Gets what the step works on: a service, an image, a volume; <see langword="null"/> for the whole project.</summary>
    public string? Subject { get; init; }

    /// <summary>Gets how far the step is.</summary>
    public required ProvisioningProgressState State { get; init; }

    /// <summary>Gets more for people, or <see langword="null"/>.</summary>
    public string? Message { get; init; }

    /// <summary>Gets how much of the step is done, from 0 to 1, or <see langword="null"/> when that is not known.</summary>
    public double? Fraction { get; init; }

    /// <summary>Returns the step as one line of text.</summary>
    public override string ToString() =>
        $"{Step}{(Subject is null ? string.Empty : " " + Subject)}: {(Message ?? State.ToString().ToLowerInvariant())}";
}
