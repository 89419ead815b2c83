using Provisioning.Projects;
using Xunit;

namespace Provisioning.Testing.Conformance;

public abstract partial class ProjectStoreConformanceTests
{
    /// <summary>Projects are listed by id, ordinally, in pages without gaps.</summary>
    [Fact]
    public virtual async Task Projects_are_listed_by_id_in_pages()
    {
        string[] ids = ["b", "a-b", "ab", "a0", "a", "z9", "0", "9-a", "a--b"];
        foreach (string id in ids)
        {
            Assert.True(await CommitAsync(Bare(id)).ConfigureAwait(false));
        }

        string[] expected = [.. ids.Order(StringComparer.Ordinal)];
        Assert.Equal(expected, await ListAsync(new ProjectQuery()).ConfigureAwait(false));
        var paged = new List<string>();
        ProjectId? after = null;
        while (true)
        {
            string[] page = await ListAsync(new ProjectQuery { After = after, Limit = 2 }).ConfigureAwait(false);
            if (page.Length == 0)
            {
                break;
            }

            paged.AddRange(page);
            after = ProjectId.Parse(page[^1]);
        }

        Assert.Equal(expected, paged);
        Assert.Equal(["ab", "b", "z9"], await ListAsync(new ProjectQuery { After = ProjectId.Parse("aa") }).ConfigureAwait(false));
    }

    /// <summary>Each filter keeps what it names, and filters work together.</summary>
    [Fact]
    public virtual async Task Projects_are_filtered()
    {
        Dictionary<string, string> gold = new(StringComparer.Ordinal) { ["tier"] = "gold", ["region"] = "eu" };
        Dictionary<string, string> odd = new(StringComparer.Ordinal) { ["tier"] = "go'ld\"%_", ["o'd\"d"] = "gold" };
        foreach (ProjectRecord record in new[]
        {
            Bare("one") with { State = ProjectState.Running, Labels = gold, Name = "Acme GmbH" },
            Bare("two") with { State = ProjectState.Failed, Labels = odd, Name = "100%_\\done" },
            Bare("three") with { State = ProjectState.Running, ProviderName = "coolify", Name = "Other" },
            Bare("four") with { State = ProjectState.Deleted, DeletedAt = Noon, Labels = gold },
        })
        {
            Assert.True(await CommitAsync(record).ConfigureAwait(false));
        }

        Assert.Equal(["one", "three"], await ListAsync(new ProjectQuery { States = [ProjectState.Running] }).ConfigureAwait(false));
        Assert.Equal(["one", "three", "two"], await ListAsync(new ProjectQuery { States = [ProjectState.Running, ProjectState.Failed] }).ConfigureAwait(false));
        Assert.Empty(await ListAsync(new ProjectQuery { States = [] }).ConfigureAwait(false));
        Assert.Equal(["three"], await ListAsync(new ProjectQuery { ProviderName = "coolify" }).ConfigureAwait(false));
        Assert.Equal(["one", "three", "two"], await ListAsync(new ProjectQuery { IncludeDeleted = false }).ConfigureAwait(false));
        Assert.Equal(["four", "one"], await ListAsync(Labelled("tier", "gold")).ConfigureAwait(false));
        Assert.Equal(["two"], await ListAsync(Labelled("tier", "go'ld\"%_")).ConfigureAwait(false));
        Assert.Equal(["two"], await ListAsync(Labelled("o'd\"d", "gold")).ConfigureAwait(false));
        Assert.Empty(await ListAsync(Labelled("TIER", "gold")).ConfigureAwait(false));
        Assert.Empty(await ListAsync(Labelled("tier", "Gold")).ConfigureAwait(false));
        Assert.Empty(await ListAsync(Labelled("gold", "tier")).ConfigureAwait(false));
        Assert.Equal(["one"], await ListAsync(new ProjectQuery { Search = "ACME" }).ConfigureAwait(false));
        Assert.Equal(["two"], await ListAsync(new ProjectQuery { Search = "%_\\" }).ConfigureAwait(false));
        Assert.Equal(["three"], await ListAsync(new ProjectQuery { Search = "HRE" }).ConfigureAwait(false));
        Assert.Equal(["one"], await ListAsync(new ProjectQuery { Labels = gold, IncludeDeleted = false, States = [ProjectState.Running], Search = "e" }).ConfigureAwait(false));
        Assert.Equal(["four"], await ListAsync(new ProjectQuery { Labels = gold, Limit = 1 }).ConfigureAwait(false));
        Assert.Equal(["one"], await ListAsync(new ProjectQuery { Labels = gold, Limit = 1, After = ProjectId.Parse("four") }).ConfigureAwait(false));

        static ProjectQuery Labelled(string key, string value) => new() { Labels = new Dictionary<string, string>(StringComparer.Ordinal) { [key] = value } };
    }

    /// <summary>Operations are listed newest first, in pages without gaps, also when they were recorded at one moment.</summary>
    [Fact]
    public virtual async Task Operations_are_listed_newest_first_in_pages()
    {
        ProjectOperationRecord[] records =
        [
            Operation("b", "acme") with { CreatedAt = Noon },
            Operation("a", "acme") with { CreatedAt = Noon },
            Operation("C", "acme") with { CreatedAt = Noon },
            Operation("newest", "beta") with { CreatedAt = Noon.AddTicks(10), State = ProjectOperationState.Succeeded },
            Operation("oldest", "acme") with { CreatedAt = Noon.AddDays(-1), State = ProjectOperationState.Failed },
        ];
        Assert.True(await Store.CommitAsync(new ProjectStoreCommit { Operations = records }).ConfigureAwait(false));
        string[] expected = ["newest", "b", "a", "C", "oldest"];
        Assert.Equal(expected, await ListAsync(new ProjectOperationQuery()).ConfigureAwait(false));
        var paged = new List<string>();
        while (await ListAsync(new ProjectOperationQuery { After = paged.LastOrDefault(), Limit = 2 }).ConfigureAwait(false) is { Length: > 0 } page)
        {
            paged.AddRange(page);
        }

        Assert.Equal(expected, paged);
        Assert.Equal(["newest"], await ListAsync(new ProjectOperationQuery { ProjectId = ProjectId.Parse("beta") }).ConfigureAwait(false));
        Assert.Equal(["newest", "oldest"], await ListAsync(new ProjectOperationQuery { States = [ProjectOperationState.Succeeded, ProjectOperationState.Failed] }).ConfigureAwait(false));
        Assert.Equal(["oldest"], await ListAsync(new ProjectOperationQuery { States = [ProjectOperationState.Failed], ProjectId = ProjectId.Parse("acme"), After = "a" }).ConfigureAwait(false));
        Assert.Empty(await ListAsync(new ProjectOperationQuery { After = "nobody" }).ConfigureAwait(false));
    }

    /// <summary>The audit is listed newest first.</summary>
    [Fact]
    public virtual async Task The_audit_is_listed_newest_first()
    {
        ProjectAuditEntry[] entries = [Audit("1", "acme", Noon), Audit("3", "acme", Noon), Audit("2", "acme", Noon), Audit("0", "beta", Noon.AddDays(1))];
        Assert.True(await Store.CommitAsync(new ProjectStoreCommit { Audit = entries }).ConfigureAwait(false));
        IReadOnlyList<ProjectAuditEntry> read = await Other.ListAuditAsync(new ProjectAuditQuery()).ConfigureAwait(false);
        Assert.Equal(["0", "3", "2", "1"], read.Select(entry => entry.Id));
        Assert.Equal(ProjectStoreSerializer.SerializeAuditEntry(entries[3]), ProjectStoreSerializer.SerializeAuditEntry(read[0]));
        read = await Other.ListAuditAsync(new ProjectAuditQuery { ProjectId = ProjectId.Parse("acme"), Limit = 2 }).ConfigureAwait(false);
        Assert.Equal(["3", "2"], read.Select(entry => entry.Id));
    }

    /// <summary>What is old goes; what is new, goes on, or is a project's last operation, stays.</summary>
    [Fact]
    public virtual async Task What_is_old_is_pruned()
    {
        DateTimeOffset old = Noon.AddDays(-100);
        ProjectOperationRecord[] operations =
        [
            Ended(Operation("old", "acme")) with { Version = 1, StartedAt = old, EndedAt = old },
            Ended(Operation("last", "acme")) with { Version = 1, StartedAt = old, EndedAt = old },
            Ended(Operation("new", "acme")) with { Version = 1, StartedAt = old, EndedAt = Noon },
            Operation("running", "acme") with { CreatedAt = old, StartedAt = old },
        ];
        ProjectRecord project = Bare("acme") with { LastOperationId = "last", TemplateDigest = "sha256:used", LastGood = Good("sha256:good") };
        Assert.True(await Store.CommitAsync(new ProjectStoreCommit { Project = project, Template = Template("sha256:good"), Operations = operations }).ConfigureAwait(false));
        Assert.True(await Store.CommitAsync(new ProjectStoreCommit { Template = Template("sha256:used") }).ConfigureAwait(false));
        ProjectRecord gone = Bare("gone") with { TemplateDigest = "sha256:unused" };
        Assert.True(await Store.CommitAsync(new ProjectStoreCommit { Project = gone, Template = Template("sha256:unused"), Audit = [Audit("old", "gone", old), Audit("new", "gone", Noon)] }).ConfigureAwait(false));
        Assert.True(await Store.CommitAsync(new ProjectStoreCommit { RemovedProject = gone }).ConfigureAwait(false));

        Assert.Equal(1, await Other.PruneAsync(Noon.AddDays(-1)).ConfigureAwait(false));
        Assert.Equal(["last", "new", "running"], (await ListAsync(new ProjectOperationQuery()).ConfigureAwait(false)).Order(StringComparer.Ordinal));
        Assert.Equal(["new"], (await Store.ListAuditAsync(new ProjectAuditQuery()).ConfigureAwait(false)).Select(entry => entry.Id));
        Assert.NotNull(await Store.FindTemplateAsync("sha256:used").ConfigureAwait(false));
        Assert.NotNull(await Store.FindTemplateAsync("sha256:good").ConfigureAwait(false));
        Assert.Null(await Store.FindTemplateAsync("sha256:unused").ConfigureAwait(false));
        Assert.Equal(0, await Other.PruneAsync(Noon.AddDays(-1)).ConfigureAwait(false));
    }

    /// <summary>Writes a project with its template.</summary>
    /// <param name="record">The project.</param>
    /// <returns>Whether it was written.</returns>
    protected Task<bool> CommitAsync(ProjectRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return Store.CommitAsync(new ProjectStoreCommit { Project = record, Template = Template(record.TemplateDigest) });
    }

    private static ProjectRecord Bare(string id) => new()
    {
        Id = ProjectId.Parse(id),
        Version = 1,
        Name = id,
        ProviderName = "memory",
        DesiredState = ProjectDesiredState.Running,
        State = ProjectState.Unknown,
        Generation = 1,
        RevisionDigest = "sha256:revision",
        TemplateDigest = "sha256:bare",
        TemplateName = "web",
        CreatedAt = Noon,
        UpdatedAt = Noon,
    };

    private static ProjectRecord Full(string id) => Bare(id) with
    {
        Name = "Ünïcode 🚀 'quoted' \"twice\" \\ % _ ; -- \t",
        DesiredState = ProjectDesiredState.Archived,
        State = ProjectState.Deleted,
        Generation = long.MaxValue,
        AppliedGeneration = 12,
        BackendRevisionDigest = "sha256:backend",
        TemplateDigest = "sha256:full",
        TemplateVersion = "3",
        Domain = "acme.example.com",
        Labels = new Dictionary<string, string>(StringComparer.Ordinal) { ["tier"] = "gold", ["Tier"] = "ünï 🚀", ["empty"] = string.Empty },
        Variables = new Dictionary<string, string>(StringComparer.Ordinal) { ["SITE_URL"] = "http://localhost/?a=1&b='2'", ["LINES"] = "one\r\ntwo\n" },
        Limits = new ProjectLimits { Cpus = 0.1, MemoryBytes = 1L << 40, Pids = 7 },
        SecretNames = ["DB_PASSWORD", "JWT_SECRET"],
        ProtectedSecrets = Enumerable.Range(0, 300).Select(i => (byte)i).ToArray(),
        LastGood = Good("sha256:good"),
        ReplacedSecrets = [new byte[] { 1, 0, 255 }, new byte[] { 2 }],
        Endpoints = [new ProjectEndpoint { Name = "db", ServiceName = "db", Url = new Uri("postgresql://postgres:***@127.0.0.1:5432/postgres"), Scope = EndpointScope.Host }],
        UpdatedAt = Noon.AddHours(1),
        DeletedAt = Noon.AddHours(2),
        Lease = new ProjectLease { Owner = "host/1", Token = "t", OperationId = "op", Kind = ProjectOperationKind.Repair, Since = Noon, ExpiresAt = Noon.AddSeconds(30) },
        LastOperationId = "op",
        Error = Failure(),
        Drift = "stopped",
        DriftSince = Noon.AddHours(3),
        HealFailures = 3,
        HealNotBefore = Noon.AddHours(4),
    };

    private static ProjectRevision Good(string templateDigest) => new()
    {
        Generation = 11,
        RevisionDigest = "sha256:good-revision",
        BackendRevisionDigest = "sha256:good-backend",
        Name = "Good 'one' 🚀",
        TemplateDigest = templateDigest,
        TemplateName = "web",
        TemplateVersion = "2",
        Domain = "good.example.com",
        Labels = new Dictionary<string, string>(StringComparer.Ordinal) { ["tier"] = "silver" },
        Variables = new Dictionary<string, string>(StringComparer.Ordinal) { ["SITE_URL"] = "http://good" },
        Limits = new ProjectLimits { Pids = 9 },
        SecretNames = ["DB_PASSWORD"],
        ProtectedSecrets = new byte[] { 0, 255, 7 },
    };

    private static ProjectOperationRecord Operation(string id, string project) => new()
    {
        Id = id,
        Version = 1,
        ProjectId = ProjectId.Parse(project),
        Kind = ProjectOperationKind.Repair,
        State = ProjectOperationState.Running,
        CreatedAt = Noon,
        StartedAt = Noon,
        Deadline = Noon.AddMinutes(15),
    };

    private static ProjectOperationRecord Ended(ProjectOperationRecord record) => record with
    {
        Version = record.Version + 1,
        State = ProjectOperationState.Failed,
        Actor = "somebody",
        ProtectedRequestDigest = new byte[] { 0, 1, 255 },
        Parameters = new ProjectOperationParameters { AllowDataIncompatible = true, AllowEmptyVolumes = true, RestoreArchived = true, AdoptExisting = true, FailurePolicy = FailurePolicy.RollBack, ChangedSecrets = ["A", "B"] },
        Attempt = 2,
        Generation = 5,
        StartedAt = Noon.AddSeconds(1),
        EndedAt = Noon.AddSeconds(2),
        Steps =
        [
            new ProjectOperationStep { Name = "create", Subject = "container db", State = ProvisioningProgressState.Succeeded, StartedAt = Noon, EndedAt = Noon.AddSeconds(1), Message = "done" },
            new ProjectOperationStep { Name = "wait", State = ProvisioningProgressState.Failed, StartedAt = Noon.AddSeconds(1) },
        ],
        Outcome = new ProjectOperationOutcome { Change = ProjectChange.Updated, AlreadyAbsent = true, Changes = ["start container db"] },
        Error = Failure(),
        CancellationRequested = true,
    };

    private static ProjectOperationError Failure() => new()
    {
        Code = ProvisioningErrorCode.ServiceFailed,
        Message = "It failed: \0 and 'so' on.",
        Step = "wait",
        IsTransient = true,
        RetryAfter = TimeSpan.FromSeconds(1.5),
        ServiceName = "db",
        ExitCode = -1,
        ActualState = ProjectState.Degraded,
        RollBack = RollBackOutcome.Failed,
        Details = ["one", "two"],
        LastLogLines = ["\u001b[31mred", "🚀"],
    };

    private static ProjectAuditEntry Audit(string id, string project, DateTimeOffset time) => new()
    {
        Id = id,
        ProjectId = ProjectId.Parse(project),
        Time = time,
        Action = "secrets.read",
        Actor = "somebody",
        Reason = "because",
        Names = ["A"],
    };

    private static TemplateRecord Template(string digest) => new() { Digest = digest, Content = new byte[] { 1, 2, 3 }, CreatedAt = Noon };

    private async Task<string[]> ListAsync(ProjectQuery query) => [.. (await Other.ListProjectsAsync(query).ConfigureAwait(false)).Select(record => record.Id.Value)];

    private async Task<string[]> ListAsync(ProjectOperationQuery query) => [.. (await Other.ListOperationsAsync(query).ConfigureAwait(false)).Select(record => record.Id)];
}
