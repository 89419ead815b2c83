namespace Provisioning.Projects;

/// <summary>One call that changes a project: what it is, and how it decides what to do.</summary>
/// <param name="ProjectId">The project.</param>
/// <param name="Kind">What it does.</param>
/// <param name="Digest">The digest of the request: two calls with the same one are the same.</param>
/// <param name="Options">The caller's options.</param>
/// <param name="Decide">Decides from the record as it is; throws when the record does not allow it.</param>
internal sealed record OperationCall(
    ProjectId ProjectId,
    ProjectOperationKind Kind,
    byte[] Digest,
    ProjectOperationOptions Options,
    Func<ProjectRecord?, DateTimeOffset, CancellationToken, Task<Intent>> Decide);
