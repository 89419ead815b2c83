namespace Provisioning.AspNetCore;

/// <summary>A page of projects.</summary>
/// <param name="Items">The projects, ordered by id.</param>
/// <param name="Next">What to give as <c>after</c> for the next page; left out on the last.</param>
/// <param name="Provider">The provider that new projects get.</param>
/// <param name="Observed">With <c>observe=true</c>: whether the states are what the backends said just now; otherwise left out.</param>
internal sealed record ProjectListDocument(IReadOnlyList<ProjectDocument> Items, string? Next, string? Provider, bool? Observed);
