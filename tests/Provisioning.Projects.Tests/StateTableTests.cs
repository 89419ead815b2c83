namespace Provisioning.Projects.Tests;

/// <summary>What each call does in each state: the table of the design, over the service.</summary>
public sealed class StateTableTests
{
    public static TheoryData<string, string, string> Table { get; } = new()
    {
        { "create", "absent", "Running" }, { "create", "running", "Running" }, { "create", "stopped", "Running" }, { "create", "failed", "Running" }, { "create", "archived", "conflict" }, { "create", "halfpurged", "conflict" },
        { "update", "absent", "not_found" }, { "update", "running", "Running" }, { "update", "stopped", "Running" }, { "update", "failed", "Running" }, { "update", "archived", "conflict" }, { "update", "halfpurged", "conflict" },
        { "start", "absent", "not_found" }, { "start", "running", "Running" }, { "start", "stopped", "Running" }, { "start", "failed", "Running" }, { "start", "archived", "conflict" }, { "start", "halfpurged", "conflict" },
        { "stop", "absent", "not_found" }, { "stop", "running", "Stopped" }, { "stop", "stopped", "Stopped" }, { "stop", "failed", "Stopped" }, { "stop", "archived", "Deleted" }, { "stop", "halfpurged", "conflict" },
        { "delete", "absent", "absent" }, { "delete", "running", "Deleted" }, { "delete", "stopped", "Deleted" }, { "delete", "failed", "Deleted" }, { "delete", "archived", "Deleted" }, { "delete", "halfpurged", "conflict" },
        { "restore", "absent", "not_found" }, { "restore", "running", "conflict" }, { "restore", "stopped", "conflict" }, { "restore", "failed", "conflict" }, { "restore", "archived", "Stopped" }, { "restore", "halfpurged", "conflict" },
        { "purge", "absent", "absent" }, { "purge", "running", "absent" }, { "purge", "stopped", "absent" }, { "purge", "failed", "absent" }, { "purge", "archived", "absent" }, { "purge", "halfpurged", "absent" },
        { "repair", "absent", "not_found" }, { "repair", "running", "Running" }, { "repair", "stopped", "Running" }, { "repair", "failed", "Running" }, { "repair", "archived", "conflict" }, { "repair", "halfpurged", "conflict" },
        { "repair-archived", "archived", "Running" }, { "repair-archived", "running", "Running" },
        { "repair-stopped", "stopped", "Stopped" }, { "repair-stopped", "running", "Running" },
        { "rotate", "absent", "not_found" }, { "rotate", "running", "Running" }, { "rotate", "stopped", "Stopped" }, { "rotate", "failed", "Running" }, { "rotate", "archived", "conflict" }, { "rotate", "halfpurged", "conflict" },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public async Task Each_call_in_each_state(string verb, string state, string expected)
    {
        var shared = new Shared();
        await using var host = new ProjectsHost(shared);
        await Verbs.ReachAsync(host.Projects, shared, state);
        IReadOnlyDictionary<string, Secret>? before = await Verbs.SecretsAsync(host.Projects);
        Provisioning.Testing.InMemoryVolume? volume = shared.Backend.FindVolume(Templates.Acme, "data");
        int recorded = (await host.Projects.ListOperationsAsync()).Items.Count;

        string actual;
        try
        {
            ProjectOperationInfo operation = await Verbs.CallAsync(host.Projects, verb);
            Assert.Equal(ProjectOperationState.Succeeded, operation.State);
            ProjectInfo? project = await host.Projects.FindAsync(Templates.Acme);
            actual = project?.State.ToString() ?? "absent";
            Assert.Null(project?.Error);
            Assert.Null(project?.RunningOperation);
            if (project is not null && verb is not "rotate")
            {
                Assert.True(before is null || before.All(secret => secret.Value.Equals(Verbs.SecretsAsync(host.Projects).Result![secret.Key])));
            }
        }
        catch (ProvisioningException exception)
        {
            actual = exception.ErrorCode.Value;
            Assert.Equal(recorded, (await host.Projects.ListOperationsAsync()).Items.Count); // refused, not recorded
        }

        Assert.Equal(expected, actual);
        if (verb != "purge" && state is not ("absent" or "halfpurged"))
        {
            Assert.Same(volume, shared.Backend.FindVolume(Templates.Acme, "data"));
        }
    }
}

internal static class Verbs
{
    public static Task<ProjectOperationInfo> CallAsync(IProjectService projects, string verb, ProjectOperationOptions? options = null, CancellationToken cancellationToken = default) => verb switch
    {
        "create" => projects.CreateAsync(Templates.Request(), options, cancellationToken),
        "update" => projects.UpdateAsync(Templates.Acme, new UpdateProjectRequest { Template = Templates.WebChanged }, options, cancellationToken),
        "start" => projects.StartAsync(Templates.Acme, options, cancellationToken),
        "stop" => projects.StopAsync(Templates.Acme, options, cancellationToken),
        "delete" => projects.DeleteAsync(Templates.Acme, options, cancellationToken),
        "restore" => projects.RestoreAsync(Templates.Acme, options, cancellationToken),
        "purge" => projects.PurgeAsync(Templates.Acme, options, cancellationToken),
        "repair" => projects.RepairAsync(Templates.Acme, null, options, cancellationToken),
        "repair-archived" => projects.RepairAsync(Templates.Acme, new RepairProjectRequest { RestoreArchived = true }, options, cancellationToken),
        "repair-stopped" => projects.RepairAsync(Templates.Acme, new RepairProjectRequest { KeepStopped = true }, options, cancellationToken),
        "rotate" => projects.RotateSecretAsync(Templates.Acme, new RotateSecretRequest { SecretName = "JWT_SECRET" }, options, cancellationToken),
        _ => throw new ArgumentOutOfRangeException(nameof(verb), verb, null),
    };

    public static async Task ReachAsync(IProjectService projects, Shared shared, string state)
    {
        if (state == "absent")
        {
            return;
        }

        if (state == "failed")
        {
            shared.Backend.FailNext(ProvisioningOperationNames.Provision, "start container api");
            await Assert.ThrowsAsync<ProviderUnavailableException>(() => projects.CreateAsync(Templates.Request()));
            return;
        }

        await projects.CreateAsync(Templates.Request());
        switch (state)
        {
            case "stopped":
                await projects.StopAsync(Templates.Acme);
                break;
            case "archived":
                await projects.DeleteAsync(Templates.Acme);
                break;
            case "halfpurged":
                shared.Backend.FailNext(ProvisioningOperationNames.Purge, "remove project acme");
                await Assert.ThrowsAsync<ProviderUnavailableException>(() => projects.PurgeAsync(Templates.Acme));
                break;
        }
    }

    public static async Task<IReadOnlyDictionary<string, Secret>?> SecretsAsync(IProjectService projects) =>
        await projects.FindAsync(Templates.Acme) is null ? null : await projects.ReadSecretsAsync(Templates.Acme, new SecretAccess { Actor = "test", Reason = "test" });
}
