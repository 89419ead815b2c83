using Provisioning.Testing.Conformance;
using Provisioning.Testing.Coolify;

namespace Provisioning.Coolify.Tests.Conformance;

/// <summary>Logs: of running containers only, and from 4.2 on only.</summary>
public abstract class CoolifyLogsTests(CoolifyConformanceFixture fixture) : LogsConformanceTests(fixture)
{
    private bool HasLogs => fixture.Version >= FakeCoolifyVersion.V42;

    [Fact]
    public override Task Lines_come_with_service_source_and_time() => HasLogs ? base.Lines_come_with_service_source_and_time() : AssertNotSupportedAsync();

    [Fact]
    public override Task Services_and_the_last_lines_can_be_chosen() => HasLogs ? base.Services_and_the_last_lines_can_be_chosen() : AssertNotSupportedAsync();

    [Fact]
    public override Task Logs_of_an_absent_project_are_not_found() => HasLogs ? base.Logs_of_an_absent_project_are_not_found() : AssertNotSupportedAsync();

    [Fact]
    public override Task Following_delivers_lines_until_it_is_cancelled() => HasLogs ? base.Following_delivers_lines_until_it_is_cancelled() : AssertNotSupportedAsync();

    /// <summary>Coolify removes what it stops, and its lines with it.</summary>
    [Fact]
    public override async Task Lines_of_a_stopped_project_can_be_read_and_an_archived_one_has_none()
    {
        if (!HasLogs)
        {
            await AssertNotSupportedAsync();
            return;
        }

        ProjectId project = NewProject();
        await ProvisionAsync(project);
        Assert.NotEmpty(await ReadAsync(project));
        await Provider.StopAsync(project, cancellationToken: Token);
        Assert.Empty(await ReadAsync(project));
        await Provider.DeleteAsync(project, cancellationToken: Token);
        Assert.Empty(await ReadAsync(project));
    }

    private async Task AssertNotSupportedAsync()
    {
        ProjectId project = NewProject();
        await ProvisionAsync(project);
        ProvisioningException exception = await Assert.ThrowsAsync<ProvisioningException>(() => ReadAsync(project));
        Assert.Equal(ProvisioningErrorCode.NotSupported, exception.ErrorCode);
        Assert.Contains("4.2", exception.Message, StringComparison.Ordinal);
    }

    private async Task<List<ProjectLogEntry>> ReadAsync(ProjectId project)
    {
        var entries = new List<ProjectLogEntry>();
        await foreach (ProjectLogEntry entry in Provider.ReadLogsAsync(project, cancellationToken: Token))
        {
            entries.Add(entry);
        }

        return entries;
    }
}
