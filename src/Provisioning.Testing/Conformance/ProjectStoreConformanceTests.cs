using Provisioning.Projects;
using Xunit;

namespace Provisioning.Testing.Conformance;

/// <summary>What <see cref="IProjectStore"/> promises. Derive from it in a store's tests.</summary>
public abstract partial class ProjectStoreConformanceTests : IAsyncLifetime
{
    // What every database keeps: whole microseconds.
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, 123, 456, TimeSpan.Zero);

    /// <summary>Gets the store under test: new, empty and initialized.</summary>
    protected IProjectStore Store { get; private set; } = null!;

    /// <summary>Gets a second store on the same records, as another host has it.</summary>
    protected IProjectStore Other { get; private set; } = null!;

    /// <inheritdoc/>
    public virtual async Task InitializeAsync()
    {
        Store = await CreateAsync().ConfigureAwait(false);
        await Store.InitializeAsync().ConfigureAwait(false);
        Other = await CreateAnotherAsync().ConfigureAwait(false);
        await Other.InitializeAsync().ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public abstract Task DisposeAsync();

    /// <summary>Makes a store on new, empty records. It is not initialized yet.</summary>
    /// <returns>The store.</returns>
    protected abstract Task<IProjectStore> CreateAsync();

    /// <summary>Makes a second store on the records of <see cref="Store"/>.</summary>
    /// <returns>The store; the same one where there is no other way.</returns>
    protected abstract Task<IProjectStore> CreateAnotherAsync();

    /// <summary>A project comes back as it was written, whatever is in it.</summary>
    [Fact]
    public virtual async Task A_project_comes_back_as_it_was_written()
    {
        ProjectRecord written = Full("acme");
        Assert.True(await Store.CommitAsync(new ProjectStoreCommit { Project = written, Template = Template(written.TemplateDigest) }).ConfigureAwait(false));
        ProjectRecord? read = await Other.FindProjectAsync(written.Id).ConfigureAwait(false);
        Assert.NotNull(read);
        Assert.Equal(ProjectStoreSerializer.SerializeProject(written), ProjectStoreSerializer.SerializeProject(read));
        ProjectRecord bare = Bare("bare");
        Assert.True(await CommitAsync(bare).ConfigureAwait(false));
        read = await Other.FindProjectAsync(bare.Id).ConfigureAwait(false);
        Assert.Equal(ProjectStoreSerializer.SerializeProject(bare), ProjectStoreSerializer.SerializeProject(read!));
        Assert.Null(await Store.FindProjectAsync(ProjectId.Parse("nobody")).ConfigureAwait(false));
    }

    /// <summary>Times with another offset are the same times.</summary>
    [Fact]
    public virtual async Task A_time_is_the_same_time_whatever_its_offset()
    {
        ProjectRecord written = Bare("acme") with { CreatedAt = Noon.ToOffset(TimeSpan.FromHours(5)), UpdatedAt = Noon.ToOffset(TimeSpan.FromHours(-3)) };
        Assert.True(await CommitAsync(written).ConfigureAwait(false));
        ProjectRecord? read = await Store.FindProjectAsync(written.Id).ConfigureAwait(false);
        Assert.Equal(written.CreatedAt, read!.CreatedAt);
        Assert.Equal(written.UpdatedAt, read.UpdatedAt);
    }

    /// <summary>Only one of two new projects with one id is written.</summary>
    [Fact]
    public virtual async Task A_project_that_exists_is_not_created_again()
    {
        ProjectRecord first = Bare("acme");
        Assert.True(await CommitAsync(first).ConfigureAwait(false));
        var second = new ProjectStoreCommit
        {
            Project = first with { Name = "second" },
            Operations = [Operation("op", "acme")],
            Template = Template("sha256:second"),
            Audit = [Audit("1", "acme", Noon)],
        };
        Assert.False(await Other.CommitAsync(second).ConfigureAwait(false));
        Assert.Equal(first.Name, (await Store.FindProjectAsync(first.Id).ConfigureAwait(false))!.Name);
        Assert.Null(await Store.FindOperationAsync("op").ConfigureAwait(false));
        Assert.Null(await Store.FindTemplateAsync("sha256:second").ConfigureAwait(false));
        Assert.Empty(await Store.ListAuditAsync(new ProjectAuditQuery()).ConfigureAwait(false));
    }

    /// <summary>A record is replaced only by the one that follows it.</summary>
    [Fact]
    public virtual async Task A_project_is_replaced_only_at_the_version_that_the_writer_has_read()
    {
        ProjectRecord first = Bare("acme");
        Assert.False(await CommitAsync(first with { Version = 2 }).ConfigureAwait(false));
        Assert.True(await CommitAsync(first).ConfigureAwait(false));
        ProjectRecord second = first with { Version = 2, Name = "second", State = ProjectState.Running, Labels = new Dictionary<string, string>(StringComparer.Ordinal) { ["tier"] = "gold" } };
        Assert.True(await CommitAsync(second).ConfigureAwait(false));
        Assert.False(await Other.CommitAsync(new ProjectStoreCommit { Project = second with { Name = "late" } }).ConfigureAwait(false));
        Assert.False(await CommitAsync(second with { Version = 4 }).ConfigureAwait(false));
        ProjectRecord? read = await Other.FindProjectAsync(first.Id).ConfigureAwait(false);
        Assert.Equal(ProjectStoreSerializer.SerializeProject(second), ProjectStoreSerializer.SerializeProject(read!));
    }

    /// <summary>A record is removed only as it was read, and its id is free then.</summary>
    [Fact]
    public virtual async Task A_project_is_removed_only_at_the_version_that_the_writer_has_read()
    {
        ProjectRecord first = Full("acme");
        Assert.False(await Store.CommitAsync(new ProjectStoreCommit { RemovedProject = first }).ConfigureAwait(false));
        Assert.True(await Store.CommitAsync(new ProjectStoreCommit { Project = first, Template = Template(first.TemplateDigest) }).ConfigureAwait(false));
        ProjectRecord second = first with { Version = 2 };
        Assert.True(await CommitAsync(second).ConfigureAwait(false));
        Assert.False(await Store.CommitAsync(new ProjectStoreCommit { RemovedProject = first }).ConfigureAwait(false));
        Assert.NotNull(await Store.FindProjectAsync(first.Id).ConfigureAwait(false));
        Assert.True(await Store.CommitAsync(new ProjectStoreCommit { RemovedProject = second, Operations = [Operation("purge", "acme")] }).ConfigureAwait(false));
        Assert.Null(await Other.FindProjectAsync(first.Id).ConfigureAwait(false));
        Assert.NotNull(await Other.FindOperationAsync("purge").ConfigureAwait(false));
        Assert.True(await CommitAsync(first with { Labels = new Dictionary<string, string>(StringComparer.Ordinal) }).ConfigureAwait(false));
        Assert.Empty((await Store.FindProjectAsync(first.Id).ConfigureAwait(false))!.Labels);
    }

    /// <summary>An operation comes back as it was written, through all its versions.</summary>
    [Fact]
    public virtual async Task An_operation_comes_back_as_it_was_written()
    {
        ProjectOperationRecord first = Operation("op/1 ü", "acme");
        Assert.True(await Store.CommitAsync(new ProjectStoreCommit { Operations = [first] }).ConfigureAwait(false));
        ProjectOperationRecord second = Ended(first);
        Assert.True(await Other.CommitAsync(new ProjectStoreCommit { Operations = [second] }).ConfigureAwait(false));
        Assert.False(await Store.CommitAsync(new ProjectStoreCommit { Operations = [second] }).ConfigureAwait(false));
        Assert.False(await Store.CommitAsync(new ProjectStoreCommit { Operations = [first] }).ConfigureAwait(false));
        ProjectOperationRecord? read = await Store.FindOperationAsync(first.Id).ConfigureAwait(false);
        Assert.Equal(ProjectStoreSerializer.SerializeOperation(second), ProjectStoreSerializer.SerializeOperation(read!));
        Assert.Null(await Store.FindOperationAsync("OP/1 ü").ConfigureAwait(false));
    }

    /// <summary>A commit with one stale record writes none of its records.</summary>
    [Fact]
    public virtual async Task A_commit_is_written_as_a_whole_or_not_at_all()
    {
        ProjectRecord project = Bare("acme");
        ProjectOperationRecord old = Operation("old", "acme");
        Assert.True(await Store.CommitAsync(new ProjectStoreCommit { Project = project, Operations = [old], Template = Template(project.TemplateDigest) }).ConfigureAwait(false));
        bool written = await Store.CommitAsync(new ProjectStoreCommit
        {
            Project = project with { Version = 2, Name = "new" },
            Operations = [Operation("new", "acme"), old with { Version = 7 }],
            Audit = [Audit("1", "acme", Noon)],
        }).ConfigureAwait(false);
        Assert.False(written);
        Assert.Equal(1, (await Other.FindProjectAsync(project.Id).ConfigureAwait(false))!.Version);
        Assert.Null(await Other.FindOperationAsync("new").ConfigureAwait(false));
        Assert.Empty(await Other.ListAuditAsync(new ProjectAuditQuery()).ConfigureAwait(false));
        written = await Store.CommitAsync(new ProjectStoreCommit
        {
            Project = project with { Version = 2, Name = "new" },
            Operations = [Operation("new", "acme"), old with { Version = 2, State = ProjectOperationState.Abandoned }],
            Audit = [Audit("1", "acme", Noon)],
        }).ConfigureAwait(false);
        Assert.True(written);
        Assert.Equal("new", (await Other.FindProjectAsync(project.Id).ConfigureAwait(false))!.Name);
        Assert.Equal(ProjectOperationState.Abandoned, (await Other.FindOperationAsync("old").ConfigureAwait(false))!.State);
        Assert.Single(await Other.ListAuditAsync(new ProjectAuditQuery()).ConfigureAwait(false));
    }

    /// <summary>A template is kept once, byte for byte.</summary>
    [Fact]
    public virtual async Task A_template_is_kept_once_and_byte_for_byte()
    {
        byte[] content = [.. Enumerable.Range(0, 1_000_003).Select(i => (byte)((i * 31) ^ (i >> 8)))];
        var template = new TemplateRecord { Digest = "sha256:large", Content = content, CreatedAt = Noon };
        Assert.True(await Store.CommitAsync(new ProjectStoreCommit { Project = Bare("acme") with { TemplateDigest = template.Digest }, Template = template }).ConfigureAwait(false));
        var same = new TemplateRecord { Digest = template.Digest, Content = new byte[] { 1 }, CreatedAt = Noon.AddDays(1) };
        Assert.True(await Other.CommitAsync(new ProjectStoreCommit { Project = Bare("beta") with { TemplateDigest = template.Digest }, Template = same }).ConfigureAwait(false));
        TemplateRecord? read = await Other.FindTemplateAsync(template.Digest).ConfigureAwait(false);
        Assert.True(read!.Content.Span.SequenceEqual(content));
        Assert.Equal(Noon, read.CreatedAt);
        Assert.Null(await Store.FindTemplateAsync("sha256:LARGE").ConfigureAwait(false));
    }

    /// <summary>Being made ready again changes nothing, also when two hosts do it at once.</summary>
    [Fact]
    public virtual async Task A_store_can_be_made_ready_again_and_by_two_hosts_at_once()
    {
        Assert.True(await CommitAsync(Bare("acme")).ConfigureAwait(false));
        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => (i % 2 == 0 ? Store : Other).InitializeAsync()))).ConfigureAwait(false);
        Assert.NotNull(await Other.FindProjectAsync(ProjectId.Parse("acme")).ConfigureAwait(false));
    }

    /// <summary>Both hosts go by one clock.</summary>
    [Fact]
    public virtual async Task Two_hosts_read_the_same_clock()
    {
        DateTimeOffset first = await Store.GetTimeAsync().ConfigureAwait(false);
        DateTimeOffset second = await Other.GetTimeAsync().ConfigureAwait(false);
        Assert.Equal(TimeSpan.Zero, first.Offset);
        Assert.True((second - first).Duration() < TimeSpan.FromMinutes(2), $"{first:O}, {second:O}");
    }

    /// <summary>A cancelled token cancels, and writes nothing.</summary>
    [Fact]
    public virtual async Task A_cancelled_call_is_cancelled()
    {
        var token = new CancellationToken(canceled: true);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.CommitAsync(new ProjectStoreCommit { Project = Bare("acme"), Template = Template("sha256:bare") }, token)).ConfigureAwait(false);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.FindProjectAsync(ProjectId.Parse("acme"), token)).ConfigureAwait(false);
        Assert.Null(await Store.FindProjectAsync(ProjectId.Parse("acme")).ConfigureAwait(false));
    }

    /// <summary>Of many that create one project at once, one wins.</summary>
    [Fact]
    public virtual async Task Of_many_that_create_a_project_at_once_one_wins()
    {
        bool[] won = await Task.WhenAll(Enumerable.Range(0, 32).Select(i => Task.Run(() => (i % 2 == 0 ? Store : Other).CommitAsync(new ProjectStoreCommit
        {
            Project = Bare("acme") with { Name = $"writer {i}" },
            Operations = [Operation($"op-{i}", "acme")],
            Template = Template("sha256:bare"),
        })))).ConfigureAwait(false);
        int winner = Assert.Single(Enumerable.Range(0, won.Length), i => won[i]);
        Assert.Equal($"writer {winner}", (await Store.FindProjectAsync(ProjectId.Parse("acme")).ConfigureAwait(false))!.Name);
        Assert.Equal($"op-{winner}", Assert.Single(await Store.ListOperationsAsync(new ProjectOperationQuery()).ConfigureAwait(false)).Id);
    }

    /// <summary>Of many that change one project at once, none is lost.</summary>
    [Fact]
    public virtual async Task Of_many_that_change_a_project_at_once_none_is_lost()
    {
        const int Writers = 8;
        const int Changes = 5;
        Assert.True(await CommitAsync(Bare("acme")).ConfigureAwait(false));
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(async () =>
        {
            IProjectStore store = writer % 2 == 0 ? Store : Other;
            for (int done = 0; done < Changes;)
            {
                ProjectRecord read = (await store.FindProjectAsync(ProjectId.Parse("acme")).ConfigureAwait(false))!;
                done += await store.CommitAsync(new ProjectStoreCommit { Project = read with { Version = read.Version + 1, HealFailures = read.HealFailures + 1 } }).ConfigureAwait(false) ? 1 : 0;
            }
        }))).ConfigureAwait(false);
        ProjectRecord? last = await Store.FindProjectAsync(ProjectId.Parse("acme")).ConfigureAwait(false);
        Assert.Equal((Writers * Changes, (Writers * Changes) + 1L), (last!.HealFailures, last.Version));
    }
}
