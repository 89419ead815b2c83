using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Provisioning.Compose;
using Provisioning.Coolify.Rendering;

namespace Provisioning.Coolify.Tests.Provider.Units;

public sealed class ProviderTests : IDisposable
{
    private const string Compose = """
        x-provisioning:
          version: "1"
          secrets: { KEY: {} }
          endpoints: { web: { service: web, port: 8080 } }
        services:
          web: { image: "busybox:1", environment: { KEY: "${KEY}" }, healthcheck: { test: [ CMD, "true" ] }, volumes: [ "data:/data" ] }
        volumes: { data: {} }
        """;

    private static readonly ProjectId Acme = ProjectId.Parse("acme");

    private readonly StubCoolify _coolify = new();
    private readonly CoolifyProviderOptions _options = new()
    {
        PollInterval = TimeSpan.FromMilliseconds(1),
        MaxPollInterval = TimeSpan.FromMilliseconds(1),
        SettleTime = TimeSpan.Zero,
        DefaultTimeout = TimeSpan.FromMinutes(10),
        ProbeEndpoints = false,
    };

    private readonly List<CoolifyProvisioningProvider> _providers = [];

    public void Dispose() => _providers.ForEach(static provider => provider.Dispose());

    [Fact]
    public async Task A_project_is_made_with_three_writes()
    {
        ProvisionedProject project = await Provider().ProvisionAsync(Request());

        Assert.Equal(ProjectState.Running, project.State);
        Assert.Equal(ProjectChange.Created, project.Change);
        Assert.Equal(1, project.Generation);
        Assert.Equal(["POST services", "PATCH bulk", "POST start"], _coolify.Writes);
        Assert.Equal("secret-1", _coolify.Services.Single().Variables["KEY"]);
        Assert.DoesNotContain("secret-1", _coolify.Services.Single().Compose, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Inline_it_is_made_with_one()
    {
        _options.SecretPlacement = CoolifySecretPlacement.Inline;
        await Provider().ProvisionAsync(Request());
        Assert.Equal(["POST services"], _coolify.Writes);
        Assert.Contains("secret-1", _coolify.Services.Single().Compose, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_again_writes_nothing_also_from_another_host()
    {
        ProvisionedProject first = await Provider().ProvisionAsync(Request());
        _coolify.Requests.Clear();
        ProvisionedProject again = await Provider().ProvisionAsync(Request());
        Assert.Equal(ProjectChange.Unchanged, again.Change);
        Assert.Equal(first.RevisionDigest, again.RevisionDigest);
        Assert.Equal(["GET services"], _coolify.Requests);
    }

    [Fact]
    public async Task A_change_is_two_writes_and_leaves_out_what_left_the_template()
    {
        CoolifyProvisioningProvider provider = Provider();
        await provider.ProvisionAsync(Request(Compose.Replace("volumes: { data: {} }", "  old: { image: a }\nvolumes: { data: {} }", StringComparison.Ordinal)));
        _coolify.Requests.Clear();
        ProvisionedProject changed = await provider.ProvisionAsync(Request(secret: "secret-2"));
        Assert.Equal(ProjectChange.Updated, changed.Change);
        Assert.Equal(2, changed.Generation);
        Assert.Equal(["PATCH bulk", "PATCH services/{uuid} deploy", "PATCH container exclude=True"], _coolify.Writes);
        Assert.Equal("web", Assert.Single((await provider.GetStatusAsync(Acme)).Services).Name);
        Assert.Equal("secret-2", _coolify.Services.Single().Variables["KEY"]);
    }

    [Fact]
    public async Task A_variable_that_nothing_refers_to_any_more_is_removed_and_those_of_others_stay()
    {
        CoolifyProvisioningProvider provider = Provider();
        await provider.ProvisionAsync(Request());
        StubService service = _coolify.Services[0];
        service.Variables["THEIRS"] = "x";
        _coolify.Requests.Clear();
        await provider.ProvisionAsync(Request(Compose.Replace("${KEY}", "a${KEY}", StringComparison.Ordinal).Replace("KEY", "OTHER", StringComparison.Ordinal), key: "OTHER"));
        Assert.Equal(["OTHER", "THEIRS"], service.Variables.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(["PATCH bulk", "PATCH services/{uuid} deploy", "DELETE variable"], _coolify.Writes);
    }

    [Fact]
    public async Task A_domain_leads_to_the_first_endpoint_that_speaks_http()
    {
        _options.DomainPattern = "https://{project}.apps.example.com";
        ProvisionedProject project = await Provider().ProvisionAsync(Request());
        CoolifyServiceUrl url = Assert.Single(_coolify.Services.Single().Urls);
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
        _coolify.Requests.Clear();
        Assert.Equal(ProjectState.Stopped, (await provider.StopAsync(Acme)).State);
        Assert.Equal(ProjectChange.Unchanged, (await provider.StopAsync(Acme)).Change);
        Assert.Equal(ProjectState.Running, (await provider.StartAsync(Acme)).State);
        Assert.Equal(ProjectState.Deleted, (await provider.DeleteAsync(Acme))!.State);
        Assert.Equal(ProjectChange.Unchanged, (await provider.DeleteAsync(Acme))!.Change);
        await Assert.ThrowsAsync<ProjectConflictException>(() => provider.StartAsync(Acme));
        await Assert.ThrowsAsync<ProjectConflictException>(() => provider.ProvisionAsync(Request()));
        Assert.Equal(ProjectState.Stopped, (await provider.RestoreAsync(Acme)).State);
        Assert.Equal(["POST stop cleanup=False", "POST start", "PATCH services/{uuid}", "POST stop cleanup=False", "PATCH services/{uuid}"], _coolify.Writes);

        PurgeResult purged = await provider.PurgeAsync(Acme);
        Assert.True(purged.IsComplete);
        Assert.Contains("volume s1_data", purged.Removed);
        Assert.Contains("DELETE services/{uuid} volumes=True configurations=True networks=True cleanup=False", _coolify.Requests);
        Assert.Null(await provider.FindAsync(Acme));
    }

    [Fact]
    public async Task A_lost_answer_to_the_creation_makes_no_second_one()
    {
        _coolify.After["POST services"] = new([StubCoolify.Lost()]);
        ProvisionedProject project = await Provider().ProvisionAsync(Request());
        Assert.Equal(ProjectState.Running, project.State);
        Assert.Equal(["POST services", "PATCH bulk", "PATCH services/{uuid} deploy"], _coolify.Writes);
        Assert.Single(_coolify.Services);
    }

    [Fact]
    public async Task A_creation_that_was_never_carried_out_is_an_error_and_the_next_call_makes_it()
    {
        _coolify.Before["POST services"] = new([() => StubCoolify.Lost()]);
        CoolifyProvisioningProvider provider = Provider();
        await Assert.ThrowsAsync<ProviderUnavailableException>(() => provider.ProvisionAsync(Request()));
        Assert.Empty(_coolify.Services);
        await provider.ProvisionAsync(Request());
        Assert.Single(_coolify.Services);
    }

    [Fact]
    public async Task What_Coolify_made_when_it_failed_is_removed_without_its_volumes()
    {
        _coolify.MakesShells = true;
        await Assert.ThrowsAsync<ProvisioningException>(() => Provider().ProvisionAsync(Request()));
        Assert.Contains("DELETE services/{uuid} volumes=False configurations=True networks=True cleanup=False", _coolify.Requests);
        Assert.Empty(_coolify.Services);
    }

    [Fact]
    public async Task Of_two_with_one_identity_the_oldest_with_data_stays()
    {
        CoolifyProvisioningProvider provider = Provider();
        await provider.ProvisionAsync(Request());
        _coolify.Add("acme", _coolify.Services[0].Description, containers: "web");
        await Provider().ProvisionAsync(Request(secret: "other"));
        await provider.GetStatusAsync(Acme);
        Assert.Equal("s1", Assert.Single(_coolify.Services).Uuid);
    }

    [Fact]
    public async Task Somebody_elses_service_of_the_name_is_a_conflict_and_stays_as_it_is()
    {
        StubService other = _coolify.Add("acme", "not ours", "running:healthy", "hash", "web");
        ProjectConflictException exception = await Assert.ThrowsAsync<ProjectConflictException>(() => Provider().ProvisionAsync(Request()));
        Assert.Contains(other.Uuid, exception.Message, StringComparison.Ordinal);
        Assert.Empty(_coolify.Writes);
    }

    [Fact]
    public async Task Another_owners_project_of_the_same_id_is_not_seen()
    {
        _options.InstanceId = "one";
        await Provider().ProvisionAsync(Request());
        _options.InstanceId = "two";
        CoolifyProvisioningProvider second = Provider();
        Assert.Null(await second.FindAsync(Acme));
        Assert.True((await second.PurgeAsync(Acme)).IsComplete);
        Assert.Single(_coolify.Services);
    }

    [Fact]
    public async Task A_failed_service_is_told_with_its_last_words_and_every_host_sees_it()
    {
        _coolify.StartsAs = "restarting:unknown";
        _coolify.Before["GET logs"] = new([() =>
        {
            _coolify.Services[0].Logs.AddRange(["first", "broke with secret-1"]);
            return null;
        }]);
        ServiceFailedException exception = await Assert.ThrowsAsync<ServiceFailedException>(() => Provider().ProvisionAsync(Request()));
        Assert.Equal("web", exception.ServiceName);
        Assert.Equal("broke with ***", exception.LastLogEntries[^1].Message);
        Assert.Equal(ProjectState.Failed, (await Provider().FindAsync(Acme))!.State);

        _coolify.StartsAs = "running:healthy";
        Assert.Equal(ProjectState.Stopped, (await Provider().StopAsync(Acme)).State);
        Assert.Equal(ProjectState.Stopped, (await Provider().FindAsync(Acme))!.State);
        Assert.Equal(ProjectState.Running, (await Provider().ProvisionAsync(Request())).State);
    }

    [Fact]
    public async Task A_project_without_its_values_is_not_started()
    {
        _coolify.Before["PATCH bulk"] = new([() => new CoolifyApiException("No.") { Kind = CoolifyErrorKind.ConnectionFailed }]);
        await Assert.ThrowsAsync<ProviderUnavailableException>(() => Provider().ProvisionAsync(Request()));
        Assert.Equal(ProjectState.Failed, (await Provider().FindAsync(Acme))!.State);
        ProvisioningException exception = await Assert.ThrowsAsync<ProvisioningException>(() => Provider().StartAsync(Acme));
        Assert.Equal(ProvisioningErrorCode.StateDamaged, exception.ErrorCode);
        Assert.DoesNotContain("POST start", _coolify.Requests);
        Assert.Equal(ProjectState.Running, (await Provider().ProvisionAsync(Request())).State);
        Assert.Equal("secret-1", _coolify.Services.Single().Variables["KEY"]);
    }

    [Fact]
    public async Task Archiving_on_a_server_that_removes_unused_volumes_is_refused_unless_allowed()
    {
        CoolifyProvisioningProvider provider = Provider();
        await provider.ProvisionAsync(Request());
        _coolify.DeletesUnusedVolumes = true;
        _coolify.Requests.Clear();
        Assert.Equal(ProvisioningErrorCode.DataIncompatible, (await Assert.ThrowsAsync<ProvisioningException>(() => provider.DeleteAsync(Acme))).ErrorCode);
        Assert.Empty(_coolify.Writes);
        _options.AllowDeleteUnusedVolumes = true;
        Assert.Equal(ProjectState.Deleted, (await provider.DeleteAsync(Acme))!.State);
    }

    [Fact]
    public async Task A_purge_is_refused_while_the_server_is_out_of_reach_or_a_container_is_missing()
    {
        CoolifyProvisioningProvider provider = Provider();
        await provider.ProvisionAsync(Request(Compose.Replace("volumes: { data: {} }", "  other: { image: a }\nvolumes: { data: {} }", StringComparison.Ordinal)));
        _coolify.ServerIsReachable = false;
        Assert.Equal(ProjectState.Unknown, (await provider.GetStatusAsync(Acme)).State);
        await Assert.ThrowsAsync<ProviderUnavailableException>(() => provider.PurgeAsync(Acme));
        _coolify.ServerIsReachable = true;
        _coolify.Services[0].Containers[0].Status = "exited";
        ProjectConflictException exception = await Assert.ThrowsAsync<ProjectConflictException>(() => provider.PurgeAsync(Acme));
        Assert.Contains("Start or provision", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(_coolify.Requests, request => request.StartsWith("DELETE", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nothing_is_begun_while_the_server_is_out_of_reach()
    {
        CoolifyProvisioningProvider provider = Provider();
        await provider.ProvisionAsync(Request());
        await provider.ProvisionAsync(Request(project: "archived"));
        await provider.DeleteAsync(ProjectId.Parse("archived"));
        _coolify.ServerIsReachable = false;
        _coolify.Requests.Clear();
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

        Assert.Empty(_coolify.Writes);
    }

    [Fact]
    public async Task What_Coolify_cannot_do_is_refused_by_name_before_anything_is_sent()
    {
        CoolifyProvisioningProvider provider = Provider();
        await Assert.ThrowsAsync<NotSupportedException>(() => provider.ProvisionAsync(Request(), new ProvisioningOperationOptions { FailurePolicy = FailurePolicy.RollBack }));
        NotSupportedException exception = await Assert.ThrowsAsync<NotSupportedException>(() => provider.ProvisionAsync(new ProvisionRequest { ProjectId = Acme, Template = Request().Template, AdoptExisting = true }));
        Assert.Contains("AdoptExisting", exception.Message, StringComparison.Ordinal);
        Assert.Empty(_coolify.Requests);
    }

    [Fact]
    public async Task Waiting_for_many_costs_one_request_a_look()
    {
        var time = new FakeTimeProvider();
        _options.PollInterval = _options.MaxPollInterval = TimeSpan.FromSeconds(5);
        _options.DefaultTimeout = TimeSpan.FromDays(100);
        CoolifyProvisioningProvider provider = Provider(time);
        Task<ProvisionedProject[]> all = Task.WhenAll(Enumerable.Range(0, 20).Select(number => provider.ProvisionAsync(Request(project: $"p{number}"))));
        int intervals = 0;
        for (; !all.IsCompleted; intervals++)
        {
            time.Advance(_options.PollInterval);
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        }

        await all;

        // One look each to see that it is not there, and at most one for each interval, however many wait.
        Assert.InRange(_coolify.Requests.Count(static request => request == "GET services"), 21, 20 + intervals);
    }

    [Fact]
    public async Task Logs_of_an_old_version_are_an_error_that_says_since_when()
    {
        _coolify.Version = "4.1.2";
        await Provider().ProvisionAsync(Request());
        ProvisioningException exception = await Assert.ThrowsAsync<ProvisioningException>(async () =>
        {
            await foreach (ProjectLogEntry _ in Provider().ReadLogsAsync(Acme))
            {
                Assert.Fail("There are none.");
            }
        });
        Assert.Equal(ProvisioningErrorCode.NotSupported, exception.ErrorCode);
        Assert.Contains("4.2.0", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Logs_are_followed_without_a_line_twice()
    {
        _options.LogPollInterval = TimeSpan.FromMilliseconds(1);
        CoolifyProvisioningProvider provider = Provider();
        await provider.ProvisionAsync(Request());
        List<string> logs = _coolify.Services[0].Logs;
        logs.AddRange(["one", "one", "two"]);
        List<string> read = [];
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(5), TimeProvider.System);
        await foreach (ProjectLogEntry entry in provider.ReadLogsAsync(Acme, new ProjectLogOptions { Follow = true }, limit.Token))
        {
            read.Add(entry.Message);
            if (read.Count == 3)
            {
                logs.AddRange(["one", "two"]);
            }

            if (read.Count == 5)
            {
                break;
            }
        }

        Assert.Equal(["one", "one", "two", "one", "two"], read);
    }

    [Fact]
    public async Task A_plan_says_what_would_be_done_and_does_nothing()
    {
        CoolifyProvisioningProvider provider = Provider();
        ProvisioningPlan plan = await provider.PlanAsync(Request());
        Assert.Equal(["Create project acme", "Create volume data", "Create container web"], plan.Actions.Select(static action => $"{action.Kind} {action.Resource} {action.Name}"));
        await provider.ProvisionAsync(Request());
        Assert.False((await provider.PlanAsync(Request())).HasChanges);
        Assert.True((await provider.PlanAsync(Request(secret: "other"))).HasChanges);
        await provider.StopAsync(Acme);
        _coolify.Requests.Clear();
        Assert.Equal(PlanActionKind.Start, Assert.Single((await provider.PlanAsync(Request())).Actions).Kind);
        Assert.Empty(_coolify.Writes);
    }

    [Fact]
    public async Task What_people_wrote_into_the_description_survives_every_call()
    {
        CoolifyProvisioningProvider provider = Provider();
        await provider.ProvisionAsync(Request());
        StubService service = _coolify.Services[0];
        service.Description = "Acme's, call Bob.\n" + service.Description;
        await provider.ProvisionAsync(Request(secret: "other"));
        await provider.DeleteAsync(Acme);
        await provider.RestoreAsync(Acme);
        Assert.StartsWith("Acme's, call Bob.\nprovisioning/1 ", service.Description, StringComparison.Ordinal);
        Assert.True(ProjectIdentity.TryFind(service.Description, out _));
    }

    private CoolifyProvisioningProvider Provider(TimeProvider? time = null)
    {
        var provider = new CoolifyProvisioningProvider("coolify", _coolify, new StubProbe(), _options, time ?? TimeProvider.System, NullLogger.Instance);
        _providers.Add(provider);
        return provider;
    }

    private static ProvisionRequest Request(string compose = Compose, string secret = "secret-1", string project = "acme", string key = "KEY") => new()
    {
        ProjectId = ProjectId.Parse(project),
        Template = ProjectTemplate.FromCompose("test", compose),
        Secrets = new Dictionary<string, Secret>(StringComparer.Ordinal) { [key] = new Secret(secret) },
    };

    private sealed class StubProbe : IEndpointProbe
    {
        public Task<string?> ProbeAsync(Uri address, TemplateReadiness? expected, TimeSpan timeout, CancellationToken cancellationToken) => Task.FromResult<string?>(null);
    }
}
