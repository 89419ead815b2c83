namespace Provisioning.AspNetCore;

/// <summary>Secrets, in the clear: the answer to an explicit, audited question.</summary>
internal sealed record RevealedDocument(string ProjectId, IReadOnlyDictionary<string, string> Values);
