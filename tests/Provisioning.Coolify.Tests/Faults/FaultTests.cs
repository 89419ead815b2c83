using Provisioning.Testing.Coolify;

namespace Provisioning.Coolify.Tests.Faults;

/// <summary>
/// Every request of every verb goes wrong in every way. Afterwards there is no second service, no volume was ever in danger but by a purge, and the next call converges.
/// </summary>
public sealed class FaultTests
{
    // What a verb may send at most; a verb is tried until no request of it is left that could go wrong.
    private const int MostRequests = 40;

    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(5);

    public static TheoryData<string, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, string>();
            foreach (string verb in new[] { "provision", "provision inline", "change", "change inline", "start", "stop", "delete", "restore", "purge", "find", "status", "list" })
            {
                foreach (string fault in Faults.Keys)
                {
                    cases.Add(verb, fault);
                }
            }

            return cases;
        }
    }

    private static Dictionary<string, Func<FakeCoolifyFault>> Faults { get; } = new(StringComparer.Ordinal)
    {
        ["drop before"] = () => new(FakeCoolifyFaultKind.DropBefore),
        ["drop after"] = () => new(FakeCoolifyFaultKind.DropAfter),
        ["delay"] = () => new(FakeCoolifyFaultKind.Delay) { Delay = TimeSpan.FromMinutes(3) },
        ["408"] = () => new(FakeCoolifyFaultKind.Status) { StatusCode = 408 },
        ["429"] = () => new(FakeCoolifyFaultKind.Status) { StatusCode = 429, RetryAfterSeconds = 2 },
        ["500"] = () => new(FakeCoolifyFaultKind.Status) { StatusCode = 500 },
        ["500 after"] = () => new(FakeCoolifyFaultKind.StatusAfter) { StatusCode = 500 },
        ["502 page"] = () => new(FakeCoolifyFaultKind.BadGatewayPage),
        ["truncated"] = () => new(FakeCoolifyFaultKind.TruncatedJson),
        ["200 page"] = () => new(FakeCoolifyFaultKind.SuccessPage),
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Whatever_goes_wrong_nothing_is_made_twice_no_data_is_lost_and_the_next_call_converges(string verb, string fault)
    {
        CoolifySecretPlacement placement = verb.EndsWith("inline", StringComparison.Ordinal) ? CoolifySecretPlacement.Inline : CoolifySecretPlacement.Variables;
        using var host = new FakeHost(placement: placement, speed: 20, configure: options =>
        {
            options.RequestTimeout = TimeSpan.FromSeconds(60);
            options.LongRequestTimeout = TimeSpan.FromSeconds(100);
        });
        await host.Provider.ProvisionAsync(TestTemplates.Request("warm-up")).WaitAsync(Deadline);
        int tried = 0;
        for (int at = 1; at <= MostRequests; at++)
        {
            if (!await TryAsync(host, verb.Split(' ')[0], Faults[fault](), at))
            {
                break;
            }

            tried++;
        }

        Assert.InRange(tried, 1, MostRequests - 1);
    }

    // False: the verb did not send so many requests.
    private static async Task<bool> TryAsync(FakeHost host, string verb, FakeCoolifyFault fault, int at)
    {
        ProjectId project = ProjectId.Parse(FormattableString.Invariant($"p{at}"));
        IProvisioningProvider provider = host.Provider;
        if (verb != "provision")
        {
            await ArrangeAsync(provider, verb, project).WaitAsync(Deadline);
            host.FindVolume(project, "data")!.Write("kept", "yes");
        }

        host.Fake.ClearRequests();
        int first = host.Fake.RequestCount;
        int seen = 0;
        host.Fake.InjectFault(fault, request => request.Number > first && !IsRepetition(host, request) && Interlocked.Increment(ref seen) == at);
        Exception? exception = await Record.ExceptionAsync(() => ActAsync(provider, verb, project).WaitAsync(Deadline));
        host.Fake.ClearFaults();
        bool wasHit = host.Fake.Requests.Any(request => request.Fault is not null);
        string where = $"{verb}, {fault}, request {at}: {host.Fake.Requests.FirstOrDefault(request => request.Fault is not null)} gave {exception}";
        Assert.True(exception is null or ProvisioningException, where);
        AssertNoDanger(host, verb, where);
        Assert.True(host.ServicesOf(project).Count <= 1, where);

        // The same call again, by somebody who has just begun, ends well; so does a repair.
        IProvisioningProvider another = host.CreateProvider();
        await ActAsync(another, verb, project).WaitAsync(Deadline);
        AssertNoDanger(host, verb, where);
        ProvisionedProject? after = await another.FindAsync(project);
        Assert.True(Expected(verb) == after?.State, $"{where}, then {after?.State}");
        if (verb == "purge")
        {
            Assert.True(host.ServicesOf(project).Count == 0 && host.Fake.Volumes.All(volume => host.Fake.Services.Any(service => service.Uuid == volume.ServiceUuid)), where);
            return wasHit;
        }

        await RepairAsync(another, verb, project).WaitAsync(Deadline);
        Assert.True(host.ServicesOf(project).Count == 1, where);
        Assert.True(host.Fake.Containers.Count(container => container.ServiceUuid == host.ServicesOf(project)[0].Uuid) == 3, where);
        string? password = host.FindContainer(project, "db")!.Environment.GetValueOrDefault("POSTGRES_PASSWORD");
        Assert.True(password == "s3cret-Value$1", where);
        if (verb != "provision")
        {
            Assert.True(host.FindVolume(project, "data")?.Read("kept") == "yes", where);
        }

        return wasHit;
    }

    // Looking at the list again and again is one request here: it would never end otherwise.
    private static bool IsRepetition(FakeHost host, FakeCoolifyRequest request) =>
        request.Method == "GET" && host.Fake.Requests.Count(other => other.Number < request.Number && other.ToString() == request.ToString()) > 3;

    private static async Task ArrangeAsync(IProvisioningProvider provider, string verb, ProjectId project)
    {
        await provider.ProvisionAsync(TestTemplates.Request(project.Value));
        switch (verb)
        {
            case "start":
                await provider.StopAsync(project);
                break;
            case "restore":
                await provider.DeleteAsync(project);
                break;
        }
    }

    private static async Task ActAsync(IProvisioningProvider provider, string verb, ProjectId project)
    {
        switch (verb)
        {
            case "provision":
                await provider.ProvisionAsync(TestTemplates.Request(project.Value));
                break;
            case "change":
                await provider.ProvisionAsync(TestTemplates.Request(project.Value, version: "2"));
                break;
            case "start":
                await provider.StartAsync(project);
                break;
            case "stop":
                await provider.StopAsync(project);
                break;
            case "delete":
                await provider.DeleteAsync(project);
                break;
            case "restore":
                // A first call whose answer was lost has restored it.
                if ((await provider.GetAsync(project)).State == ProjectState.Deleted)
                {
                    await provider.RestoreAsync(project);
                }

                break;
            case "purge":
                await provider.PurgeAsync(project);
                break;
            case "find":
                await provider.FindAsync(project);
                break;
            case "status":
                await provider.GetStatusAsync(project);
                break;
            default:
                await foreach (ProvisionedProject _ in provider.ListAsync())
                {
                }

                break;
        }
    }

    private static async Task RepairAsync(IProvisioningProvider provider, string verb, ProjectId project)
    {
        if (verb == "delete")
        {
            await provider.RestoreAsync(project);
        }

        await provider.ProvisionAsync(TestTemplates.Request(project.Value, version: verb == "change" ? "2" : "1"));
    }

    private static ProjectState? Expected(string verb) => verb switch
    {
        "stop" or "restore" => ProjectState.Stopped,
        "delete" => ProjectState.Deleted,
        "purge" => null,
        _ => ProjectState.Running,
    };

    private static void AssertNoDanger(FakeHost host, string verb, string where)
    {
        foreach (FakeCoolifyRequest request in host.Fake.Requests)
        {
            if (request.Method == "DELETE")
            {
                string? volumes = request.Query.FirstOrDefault(parameter => parameter.Key == "delete_volumes").Value;
                Assert.True(volumes is "true" or "false", $"{where}: {request} leaves volumes to a default");
                Assert.True(volumes == "false" || verb == "purge", $"{where}: {request}");
                Assert.True(request.Query.Any(parameter => parameter is { Key: "docker_cleanup", Value: "false" }), $"{where}: {request}");
            }

            if (request.Path.EndsWith("/stop", StringComparison.Ordinal))
            {
                Assert.True(request.Query.Any(parameter => parameter is { Key: "docker_cleanup", Value: "false" }), $"{where}: {request}");
            }
        }
    }
}
