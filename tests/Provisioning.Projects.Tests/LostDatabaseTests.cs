using Provisioning.Testing;

namespace Provisioning.Projects.Tests;

/// <summary>The records are gone, and the backend has everything still.</summary>
public sealed class LostDatabaseTests
{
    [Fact]
    public async Task A_project_is_recorded_again_with_its_secrets_and_nothing_of_it_changes()
    {
        var shared = new Shared();
        IReadOnlyDictionary<string, Secret> secrets;
        ProjectInfo before;
        await using (var host = new ProjectsHost(shared))
        {
            await host.Projects.CreateAsync(Templates.Request());
            secrets = (await Verbs.SecretsAsync(host.Projects))!;
            before = await host.Projects.GetAsync(Templates.Acme);
        }

        InMemoryVolume volume = shared.Backend.FindVolume(Templates.Acme, "data")!;
        await using var next = new ProjectsHost(shared, store: new InMemoryProjectStore());
        ProjectOperationInfo operation = await next.Projects.CreateAsync(new CreateProjectRequest { ProjectId = Templates.Acme, Template = Templates.Web, Secrets = secrets });

        Assert.Equal((ProjectOperationState.Succeeded, ProjectChange.Unchanged), (operation.State, operation.Outcome!.Change));
        ProjectInfo after = await next.Projects.GetAsync(Templates.Acme);
        Assert.Equal(before.Endpoints.Select(endpoint => (endpoint.Name, endpoint.Url)), after.Endpoints.Select(endpoint => (endpoint.Name, endpoint.Url)));
        Assert.Same(volume, shared.Backend.FindVolume(Templates.Acme, "data"));
        IReadOnlyDictionary<string, Secret> now = (await Verbs.SecretsAsync(next.Projects))!;
        Assert.Equal(secrets.OrderBy(secret => secret.Key), now.OrderBy(secret => secret.Key));
        Assert.Empty((await next.Reconciler.ReconcileAsync()).Drifted);

        // And it is the service's again.
        await next.Projects.RepairAsync(Templates.Acme);
        await next.Projects.StopAsync(Templates.Acme);
    }

    [Fact]
    public async Task Secrets_are_not_made_for_a_project_that_the_backend_has_already()
    {
        var shared = new Shared();
        IReadOnlyDictionary<string, Secret> secrets;
        await using (var host = new ProjectsHost(shared))
        {
            await host.Projects.CreateAsync(Templates.Request());
            secrets = (await Verbs.SecretsAsync(host.Projects))!;
        }

        await using var next = new ProjectsHost(shared, store: new InMemoryProjectStore());
        Dictionary<string, Secret> some = secrets.Where(secret => secret.Key != "DB_PASSWORD").ToDictionary();
        ProjectConflictException conflict = await Assert.ThrowsAsync<ProjectConflictException>(() =>
            next.Projects.CreateAsync(new CreateProjectRequest { ProjectId = Templates.Acme, Template = Templates.Web, Secrets = some }));

        Assert.Contains("'DB_PASSWORD'", conflict.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("'API_KEY'", conflict.Message, StringComparison.Ordinal);
        Assert.Equal(ProjectState.Running, conflict.ActualState);
        Assert.Null(await next.Projects.FindAsync(Templates.Acme));
        Assert.Empty((await next.Projects.ListOperationsAsync()).Items);
        Assert.Equal(secrets["DB_PASSWORD"].Reveal(), shared.Backend.FindEnvironment(Templates.Acme, "db")!["POSTGRES_PASSWORD"]);
    }
}
