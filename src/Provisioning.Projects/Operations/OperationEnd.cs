namespace Provisioning.Projects;

/// <summary>How an operation ended for those who waited for it in this process.</summary>
/// <param name="Record">The operation as recorded; without an end when it was lost or handed over.</param>
/// <param name="Exception">What made it fail, with secrets masked.</param>
internal sealed record OperationEnd(ProjectOperationRecord Record, Exception? Exception);
