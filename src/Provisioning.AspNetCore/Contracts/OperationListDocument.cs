namespace Provisioning.AspNetCore;

/// <summary>A page of operations, the newest first.</summary>
internal sealed record OperationListDocument(IReadOnlyList<OperationDocument> Items, string? Next);
