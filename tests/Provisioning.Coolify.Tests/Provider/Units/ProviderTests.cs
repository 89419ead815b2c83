using Microsoft.Extensions.Time.Testing;
using Provisioning.Coolify.Rendering;

namespace Provisioning.Coolify.Tests.Provider.Units;

public sealed class ProviderTests : StubbedProviderTests
{
    [Fact]
    public async Task A_project_is_made_with_three_writes()
    {
        ProvisionedProject project = await Provider().ProvisionAsync(Request());

        Assert.Equal(ProjectState.Running, project.State);
        Assert.Equal(ProjectChange.Created, project.Change);
        Assert.Equal(1, project.Generation);
        Assert.Equal(["POST services", "PATCH bulk", "POST start"], Coolify.Writes);
        Assert.Equal("secret-1", Coolify.Services.Single().Variables["KEY"]);
        Assert.DoesNotContain("secret-1", Coolify.Services.Single().Compose, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Inline_it_is_made_with_one()
    {
        Options.SecretPlacement = CoolifySecretPlacement.Inline;
        await Provider().ProvisionAsync(Request());
        Assert.Equal(["POST services"], Coolify.Writes);
        Assert.Contains("secret-1", Coolify.Services.Single().Compose, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_again_writes_nothing_also_from_another_host()
    {
        ProvisionedProject first = await Provider().ProvisionAsync(Request());
        Coolify.Requests.Clear();
        ProvisionedProject again = await Provider().ProvisionAsync(Request());
        Assert.Equal(ProjectChange.Unchanged, again.Change);
        Assert.Equal(first.RevisionDigest, again.RevisionDigest);
        Assert.Equal(["GET services"], Coolify.Requests);
    }

    [Fact]
    public async Task A_change_is_two_writes_and_leaves_out_what_left_the_template()
    {
        CoolifyProvisioningProvider provider = Provider();
        await provider.ProvisionAsync(Request(Compose.Replace("volumes: { data: {} }", "  old: { image: a }\nvolumes: { data: {} }", StringComparison.Ordinal)));
        Coolify.Requests.Clear();
        ProvisionedProject changed = await provider.ProvisionAsync(Request(secret: "secret-2"));
        Assert.Equal(ProjectChange.Updated, changed.Change);
        Assert.Equal(2, changed.Generation);
        Assert.Equal(["PATCH bulk", "PATCH services/{uuid} deploy", "PATCH container exclude=True"], Coolify.Writes);
        Assert.Equal("web", Assert.Single((await provider.GetStatusAsync(Acme)).Services).Name);
        Assert.Equal("secret-2", Coolify.Services.Single().Variables["KEY"]);
    }

    [Fact]
    public async Task A_variable_that_nothing_refers_to_any_more_is_removed_and_those_of_others_stay()
    {
        CoolifyProvisioningProvider provider = Provider();
        await provider.ProvisionAsync(Request());
        StubService service = Coolify.Services[0];
        service.Variables["THEIRS"] = "x";
        Coolify.Requests.Clear();
        await provider.ProvisionAsync(Request(Compose.Replace("${KEY}", "a${KEY}", StringComparison.Ordinal).Replace("KEY", "OTHER", StringComparison.Ordinal), key: "OTHER"));
        Assert.Equal(["OTHER", "THEIRS"], service.Variables.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(["PATCH bulk", "PATCH services/{uuid} deploy", "DELETE variable"], Coolify.Writes);
    }

    [Fact]
    public async Task A_domain_leads_to_the_first_endpoint_that_speaks_http()
    {
        Options.DomainPattern = "https://{project}.apps.example.com";
        ProvisionedProject project = await Provider().ProvisionAsync(Request());
        CoolifyServiceUrl url = Assert.Single(Coolify.Services.Single().Urls);
        Assert.Equal("https://acme.apps.example.com:8080", url.Addresses);
        Assert.Equal("web", url.Name);
        ProjectEndpoint endpoint = Assert.Single(project.Endpoints);
        Assert.Equal(new Uri("https://acme.apps.example.com/"), endpoint.Url);
        Assert.Equal(EndpointScope.Public, endpoint.Scope);
    }

    [Fact]
    public async Task A_whole_life_deletes_nothing_before_the_purge()
    {
        CoolifyProvisioningProvider provider = Provider();
        await provider.ProvisionAsync(Request());
        Coolify.Requests.Clear();
        Assert.Equal(ProjectState.Stopped, (await provider.StopAsync(Acme)).State);
        Assert.Equal(ProjectChange.Unchanged, (await provider.StopAsync(Acme)).Change);
        Assert.Equal(ProjectState.Running, (await provider.StartAsync(Acme)).State);
        Assert.Equal(ProjectState.Deleted, (await provider.DeleteAsync(Acme))!.State);
        Assert.Equal(ProjectChange.Unchanged, (await provider.DeleteAsync(Acme))!.Change);
        await Assert.ThrowsAsync<ProjectConflictException>(() => provider.StartAsync(Acme));
        await Assert.ThrowsAsync<ProjectConflictException>(() => provider.ProvisionAsync(Request()));
        Assert.Equal(ProjectState.Stopped, (await provider.RestoreAsync(Acme)).State);
        Assert.Equal(["POST stop cleanup=False", "POST start", "PATCH services/{uuid}", "POST stop cleanup=False", "PATCH services/{uuid}"], Coolify.Writes);

        PurgeResult purged = await provider.PurgeAsync(Acme);
        Assert.True(purged.IsComplete);
        Assert.Contains("volume s1_data", purged.Removed);
        Assert.Contains("DELETE services/{uuid} volumes=True configurations=True networks=True cleanup=False", Coolify.Requests);
        Assert.Null(await provider.FindAsync(Acme));
    }

    [Fact]
    public async Task A_lost_answer_to_the_creation_makes_no_second_one()
    {
        Coolify.After["POST services"] = new([StubCoolify.Lost()]);
        ProvisionedProject project = await Provider().ProvisionAsync(Request());
        Assert.Equal(ProjectState.Running, project.State);
        Assert.Equal(["POST services", "PATCH bulk", "PATCH services/{uuid} deploy"], Coolify.Writes);
        Assert.Single(Coolify.Services);
    }

    [Fact]
    public async Task A_creation_that_was_never_carried_out_is_an_error_and_the_next_call_makes_it()
    {
        Coolify.Before["POST services"] = new([() => StubCoolify.Lost()]);
        CoolifyProvisioningProvider provider = Provider();
        await Assert.ThrowsAsync<ProviderUnavailableException>(() => provider.ProvisionAsync(Request()));
        Assert.Empty(Coolify.Services);
        await provider.ProvisionAsync(Request());
        Assert.Single(Coolify.Services);
    }

    [Fact]
    public async Task What_Coolify_made_when_it_failed_is_removed_without_its_volumes()
    {
        Coolify.MakesShells = true;
        await Assert.ThrowsAsync<ProvisioningException>(() => Provider().ProvisionAsync(Request()));
        Assert.Contains("DELETE services/{uuid} volumes=False configurations=True networks=True cleanup=False", Coolify.Requests);
        Assert.Empty(Coolify.Services);
    }

    [Fact]
    public async Task Of_two_with_one_identity_the_oldest_with_data_stays()
    {
        CoolifyProvisioningProvider provider = Provider();
        await provider.ProvisionAsync(Request());
        Coolify.Add("acme", Coolify.Services[0].Description, containers: "web");
        await Provider().ProvisionAsync(Request(secret: "other"));
        await provider.GetStatusAsync(Acme);
        Assert.Equal("s1", Assert.Single(Coolify.Services).Uuid);
    }

    [Fact]
    public async Task Somebody_elses_service_of_the_name_is_a_conflict_and_stays_as_it_is()
    {
        StubService other = Coolify.Add("acme", "not ours", "running:healthy", "hash", "web");
        ProjectConflictException exception = await Assert.ThrowsAsync<ProjectConflictException>(() => Provider().ProvisionAsync(Request()));
        Assert.Contains(other.Uuid, exception.Message, StringComparison.Ordinal);
        Assert.Empty(Coolify.Writes);
    }

    [Fact]
    public async Task Another_owners_project_of_the_same_id_is_not_seen()
    {
        Options.InstanceId = "one";
        await Provider().ProvisionAsync(Request());
        Options.InstanceId = "two";
        CoolifyProvisioningProvider second = Provider();
        Assert.Null(await second.FindAsync(Acme));
        Assert.True((await second.PurgeAsync(Acme)).IsComplete);
        Assert.Single(Coolify.Services);
    }

    [Fact]
    public async Task A_failed_service_is_told_with_its_last_words_and_every_host_sees_it()
    {
        Coolify.StartsAs = "restarting:unknown";
        Coolify.Before["GET logs"] = new([() =>
        {
            Coolify.Services[0].Logs.AddRange(["first", "broke with secret-1"]);
            return null;
        }]);
        ServiceFailedException exception = await Assert.ThrowsAsync<ServiceFailedException>(() => Provider().ProvisionAsync(Request()));
        Assert.Equal("web", exception.ServiceName);
        Assert.Equal("broke with ***", exception.LastLogEntries[^1].Message);
        Assert.Equal(ProjectState.Failed, (await Provider().FindAsync(Acme))!.State);

        Coolify.StartsAs = "running:healthy";
        Assert.Equal(ProjectState.Stopped, (await Provider().StopAsync(Acme)).State);
        Assert.Equal(ProjectState.Stopped, (await Provider().FindAsync(Acme))!.State);
        Assert.Equal(ProjectState.Running, (await Provider().ProvisionAsync(Request())).State);
    }

    [Fact]
    public async Task A_project_without_its_values_is_not_started()
    {
        Coolify.Before["PATCH bulk"] = new([() => new CoolifyApiException("No.") { Kind = CoolifyErrorKind.ConnectionFailed }]);
        await Assert.ThrowsAsync<ProviderUnavailableException>(() => Provider().ProvisionAsync(Request()));
        Assert.Equal(ProjectState.Failed, (await Provider().FindAsync(Acme))!.State);
        ProvisioningException exception = await Assert.ThrowsAsync<ProvisioningException>(() => Provider().StartAsync(Acme));
        Assert.Equal(ProvisioningErrorCode.StateDamaged, exception.ErrorCode);
        Assert.DoesNotContain("POST start", Coolify.Requests);
        Assert.Equal(ProjectState.Running, (await Provider().ProvisionAsync(Request())).State);
        Assert.Equal("secret-1", Coolify.Services.Single().Variables["KEY"]);
    }

    [Fact]
    public async Task Archiving_on_a_server_that_removes_unused_volumes_is_refused_unless_allowed()
    {
        CoolifyProvisioningProvider provider = Provider();
        await provider.ProvisionAsync(Request());
        Coolify.DeletesUnusedVolumes = true;
        Coolify.Requests.Clear();
        Assert.Equal(ProvisioningErrorCode.DataIncompatible, (await Assert.ThrowsAsync<ProvisioningException>(() => provider.DeleteAsync(Acme))).ErrorCode);
        Assert.Empty(Coolify.Writes);
        Options.AllowDeleteUnusedVolumes = true;
        Assert.Equal(ProjectState.Deleted, (await provider.DeleteAsync(Acme))!.State);
    }

    [Fact]
    public async Task A_purge_is_refused_while_the_server_is_out_of_reach_or_a_container_is_missing()
    {
        CoolifyProvisioningProvider provider = Provider();
        await provider.ProvisionAsync(Request(Compose.Replace("volumes: { data: {} }", "  other: { image: a }\nvolumes: { data: {} }", StringComparison.Ordinal)));
        Coolify.ServerIsReachable = false;
        Assert.Equal(ProjectState.Unknown, (await provider.GetStatusAsync(Acme)).State);
        await Assert.ThrowsAsync<ProviderUnavailableException>(() => provider.PurgeAsync(Acme));
        Coolify.ServerIsReachable = true;
        Coolify.Services[0].Containers[0].Status = "exited";
        ProjectConflictException exception = await Assert.ThrowsAsync<ProjectConflictException>(() => provider.PurgeAsync(Acme));
        Assert.Contains("Start or provision", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Coolify.Requests, request => request.StartsWith("DELETE", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nothing_is_begun_while_the_server_is_out_of_reach()
    {
        CoolifyProvisioningProvider provider = Provider();
        await provider.ProvisionAsync(Request());
        await provider.ProvisionAsync(Request(project: "archived"));
        await provider.DeleteAsync(ProjectId.Parse("archived"));
        Coolify.ServerIsReachable = false;
        Coolify.Requests.Clear();
        Func<Task>[] calls =
        [
            () => provider.StopAsync(Acme),
            () => provider.DeleteAsync(Acme),
            () => provider.PurgeAsync(Acme),
            () => provider.ProvisionAsync(Request(secret: "other")),
            () => provider.ProvisionAsync(Request(project: "new")),
        ];
        foreach (Func<Task> call in calls)
        {
            ProviderUnavailableException exception = await Assert.ThrowsAsync<ProviderUnavailableException>(call);
            Assert.Contains("'one'", exception.Message, StringComparison.Ordinal);
        }

        Assert.Empty(Coolify.Writes);
    }

    [Fact]
    public async Task What_Coolify_cannot_do_is_refused_by_name_before_anything_is_sent()
    {
        CoolifyProvisioningProvider provider = Provider();
        await Assert.ThrowsAsync<NotSupportedException>(() => provider.ProvisionAsync(Request(), new ProvisioningOperationOptions { FailurePolicy = FailurePolicy.RollBack }));
        NotSupportedException exception = await Assert.ThrowsAsync<NotSupportedException>(() => provider.ProvisionAsync(new ProvisionRequest { ProjectId = Acme, Template = Request().Template, AdoptExisting = true }));
        Assert.Contains("AdoptExisting", exception.Message, StringComparison.Ordinal);
        Assert.Empty(Coolify.Requests);
    }

    [Fact]
    public async Task Waiting_for_many_costs_one_request_a_look()
    {
        var time = new FakeTimeProvider();
        Options.PollInterval = Options.MaxPollInterval = TimeSpan.FromSeconds(5);
        Options.DefaultTimeout = TimeSpan.FromDays(100);
        CoolifyProvisioningProvider provider = Provider(time);
        Task<ProvisionedProject[]> all = Task.WhenAll(Enumerable.Range(0, 20).Select(number => provider.ProvisionAsync(Request(project: $"p{number}"))));
        int intervals = 0;
        for (; !all.IsCompleted; intervals++)
        {
            time.Advance(Options.PollInterval);
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        }

        await all;

        // One look each to see that it is not there, and at most one for each interval, however many wait.
        Assert.InRange(Coolify.Requests.Count(static request => request == "GET services"), 21, 20 + intervals);
    }

    [Fact]
    public async Task What_people_wrote_into_the_description_survives_every_call()
    {
        CoolifyProvisioningProvider provider = Provider();
        await provider.ProvisionAsync(Request());
        StubService service = Coolify.Services[0];
        service.Description = "Acme's, call Bob.\n" + service.Description;
        await provider.ProvisionAsync(Request(secret: "other"));
        await provider.DeleteAsync(Acme);
        await provider.RestoreAsync(Acme);
        Assert.StartsWith("Acme's, call Bob.\nprovisioning/1 ", service.Description, StringComparison.Ordinal);
        Assert.True(ProjectIdentity.TryFind(service.Description, out _));
    }
}
