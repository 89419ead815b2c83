using Docker.DotNet.Models;
using Provisioning.Compose;
using Provisioning.Local.Mapping;
using Provisioning.Local.Planning;
using Provisioning.Local.Tests.Mapping;

namespace Provisioning.Local.Tests.Planning;

public sealed class ProjectPlannerTests
{
    private const string Two = """
        services:
          db: { image: p, volumes: ["data:/d"], healthcheck: { test: [CMD, a] } }
          web: { image: w, depends_on: { db: { condition: service_healthy, restart: true } } }
          other: { image: o, depends_on: [db] }
        volumes: { data: }
        """;

    [Fact]
    public void From_nothing_networks_and_volumes_come_first_and_services_after_what_they_depend_on()
    {
        ProjectPlan plan = Plan(new EngineState(), Two);
        Assert.Equal(["Create network acme_default", "Create volume acme_data", "Create container acme-db-1", "Create container acme-other-1", "Create container acme-web-1"], Steps(plan));
    }

    [Fact]
    public void What_is_as_it_should_be_needs_nothing() => Assert.True(Plan(Provisioned(Two), Two).IsEmpty);

    [Fact]
    public void A_changed_service_is_replaced_alone_and_only_who_asked_for_it_is_restarted()
    {
        ProjectPlan plan = Plan(Provisioned(Two), Two.Replace("image: p", "image: p, environment: { A: b }", StringComparison.Ordinal));
        Assert.Equal(["Replace container acme-db-1", "Restart container acme-web-1"], Steps(plan));
        Assert.Contains("configuration", plan.Steps[0].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_new_image_behind_the_same_reference_replaces_the_container()
    {
        EngineState engine = Provisioned("services: { web: { image: w } }");
        ComposeProject project = TestProjects.Load("services: { web: { image: w } }");
        var context = new MappingContext { Project = project, Options = TestProjects.Options(), ImageId = _ => "sha256:new" };
        Assert.Equal(["Replace container acme-web-1"], Steps(ProjectPlanner.Plan(ProjectMapper.Map(context), engine.Observed)));
    }

    [Fact]
    public void Services_and_replicas_that_are_gone_are_removed_and_volumes_stay()
    {
        EngineState engine = Provisioned("services: { web: { image: w, scale: 3 }, db: { image: p, volumes: ['data:/d'], networks: [n] } }\nvolumes: { data: }\nnetworks: { n: }");
        ProjectPlan plan = Plan(engine, "services: { web: { image: w, scale: 1 } }");
        Assert.Equal(["Remove container acme-db-1", "Remove container acme-web-2", "Remove container acme-web-3", "Remove network acme_n"], Steps(plan));
        engine.Apply(plan);
        Assert.Single(engine.Volumes);
    }

    [Fact]
    public void A_changed_volume_is_refused_as_lost_data_and_nothing_is_done()
    {
        ProjectPlan plan = Plan(Provisioned(Two), Two.Replace("{ data: }", "{ data: { driver_opts: { type: nfs } } }", StringComparison.Ordinal).Replace("image: w", "image: w2", StringComparison.Ordinal));
        PlanConflict conflict = Assert.Single(plan.Conflicts);
        Assert.Equal((ProvisioningErrorCode.DataIncompatible, "acme_data"), (conflict.Code, conflict.Name));
        Assert.DoesNotContain("nfs", conflict.Message, StringComparison.Ordinal);
        Assert.Empty(plan.Steps);
    }

    [Fact]
    public void A_changed_network_is_replaced_while_no_container_is_connected()
    {
        EngineState engine = Provisioned(Two);
        string changed = Two + "\nnetworks: { default: { driver_opts: { a: b } } }";
        ProjectPlan plan = Plan(engine, changed);
        Assert.Equal(
            ["Remove container acme-db-1", "Remove container acme-other-1", "Remove container acme-web-1", "Replace network acme_default", "Create container acme-db-1", "Create container acme-other-1", "Create container acme-web-1"],
            Steps(plan));
        engine.Apply(plan);
        Assert.True(Plan(engine, changed).IsEmpty);
    }

    [Theory]
    [InlineData("container", "acme-web-1")]
    [InlineData("network", "acme_default")]
    [InlineData("volume", "acme_data")]
    public void What_somebody_else_owns_is_a_conflict_that_names_it(string resource, string name)
    {
        var engine = new EngineState();
        var labels = new Dictionary<string, string> { [ProvisioningLabels.Owner] = "owner-2", [ProvisioningLabels.Project] = "acme", [ComposeLabels.Project] = "acme" };
        switch (resource)
        {
            case "container":
                engine.Containers.Add(new ContainerListResponse { ID = "1", Names = ["/" + name], Labels = labels, State = "running" });
                break;
            case "network":
                engine.Networks.Add(new NetworkResponse { ID = "1", Name = name, Labels = labels });
                break;
            default:
                engine.Volumes.Add(new VolumeResponse { Name = name, Labels = labels });
                break;
        }

        foreach (bool adopt in new[] { false, true })
        {
            ProjectPlan plan = ProjectPlanner.Plan(Desired(Two), engine.Observed, new PlanOptions { Adoption = adopt ? Adopted(engine, Two) : Adoption.None });
            PlanConflict conflict = Assert.Single(plan.Conflicts);
            Assert.Equal((ProvisioningErrorCode.Conflict, resource, name), (conflict.Code, conflict.Resource, conflict.Name));
            Assert.Empty(plan.Steps);
        }
    }

    [Fact]
    public void What_Compose_made_is_taken_over_only_when_asked_and_stays_if_it_is_equal()
    {
        var engine = new EngineState();
        engine.Apply(Plan(engine, Two));
        foreach (IDictionary<string, string> labels in engine.Containers.Select(item => item.Labels).Concat(engine.Networks.Select(item => item.Labels)).Concat(engine.Volumes.Select(item => item.Labels)))
        {
            foreach (string name in labels.Keys.Where(name => name.StartsWith(ProvisioningLabels.Prefix, StringComparison.Ordinal)).ToArray())
            {
                labels.Remove(name);
            }
        }

        Assert.Equal(5, Plan(engine, Two).Conflicts.Count);
        Assert.True(ProjectPlanner.Plan(Desired(Two), engine.Observed, new PlanOptions { Adoption = Adopted(engine, Two) }) is { IsEmpty: true, Conflicts.Count: 0 });

        // What the template does not name is not taken over, and not removed; what was taken over is.
        const string One = "services: { db: { image: p, healthcheck: { test: [CMD, a] }, volumes: ['data:/d'] } }\nvolumes: { data: }";
        Assert.True(ProjectPlanner.Plan(Desired(One), engine.Observed, new PlanOptions { Adoption = Adopted(engine, One) }) is { IsEmpty: true, Conflicts.Count: 0 });
        Assert.Equal(["Remove container acme-other-1", "Remove container acme-web-1"], Steps(ProjectPlanner.Plan(Desired(One), engine.Observed, new PlanOptions { Adoption = Adopted(engine, Two) })));
    }

    private static Adoption Adopted(EngineState engine, string compose)
    {
        var adoptable = new Adoptable(TestProjects.Load(compose));
        return Adoption.None.With(engine.Containers.Where(adoptable.Has), engine.Networks.Where(adoptable.Has), engine.Volumes.Where(adoptable.Has));
    }

    [Fact]
    public void A_completed_job_is_not_run_again_and_a_failed_one_is()
    {
        const string Job = "services: { init: { image: i }, web: { image: w, depends_on: { init: { condition: service_completed_successfully } } } }";
        EngineState engine = Provisioned(Job);
        (engine.Container("acme-init-1").State, engine.Container("acme-init-1").Status) = ("exited", "Exited (0) 5 seconds ago");
        Assert.True(Plan(engine, Job).IsEmpty);
        engine.Container("acme-init-1").Status = "Exited (1) 5 seconds ago";
        Assert.Equal(["Start container acme-init-1"], Steps(Plan(engine, Job)));
        engine.Container("acme-web-1").State = "exited";
        engine.Container("acme-web-1").Status = "Exited (0) 5 seconds ago";
        Assert.Equal(["Start container acme-init-1", "Start container acme-web-1"], Steps(Plan(engine, Job)));
        Assert.True(ProjectPlanner.Plan(Desired(Job), engine.Observed, new PlanOptions { Start = false }).IsEmpty);
    }

    [Fact]
    public void Anonymous_volumes_are_handed_on_to_the_next_container()
    {
        EngineState engine = Provisioned("services: { web: { image: w, volumes: [/data] } }");
        string volume = engine.Container("acme-web-1").Mounts.Single().Name!;
        ProjectPlan plan = Plan(engine, "services: { web: { image: w2, volumes: [/data] } }");
        Assert.Equal(volume, Assert.Single(plan.Steps).AnonymousVolumes["/data"]);
        Assert.Empty(plan.Steps[0].DisposableVolumes);
        engine.Apply(plan);
        Assert.Equal(volume, engine.Container("acme-web-1").Mounts.Single().Name);
    }

    [Fact]
    public void Anonymous_volumes_are_found_again_after_their_container_is_gone()
    {
        const string Web = "services: { web: { image: w, scale: 2, volumes: [/data] }, other: { image: o, volumes: [/data] } }";
        EngineState engine = Provisioned(Web);
        string Volume(string name) => engine.Container(name).Mounts.Single().Name!;
        (string one, string two, string other) = (Volume("acme-web-1"), Volume("acme-web-2"), Volume("acme-other-1"));
        engine.Containers.Clear();
        engine.Apply(Plan(engine, Web));
        Assert.Equal((one, two, other), (Volume("acme-web-1"), Volume("acme-web-2"), Volume("acme-other-1")));
    }

    [Fact]
    public void A_service_in_the_network_of_another_is_replaced_with_it()
    {
        const string Shared = "services: { vpn: { image: v }, app: { image: a, network_mode: 'service:vpn' } }";
        EngineState engine = Provisioned(Shared);
        ProjectPlan plan = Plan(engine, Shared.Replace("image: v", "image: v2", StringComparison.Ordinal));
        Assert.Equal(["Replace container acme-vpn-1", "Replace container acme-app-1"], Steps(plan));
    }

    [Fact]
    public void After_an_interrupted_replacement_the_finished_container_is_kept_and_renamed()
    {
        const string Old = "services: { web: { image: w, volumes: [/data] } }";
        const string New = "services: { web: { image: w2, volumes: [/data] } }";
        EngineState engine = Provisioned(Old);
        EngineState other = Provisioned(New);
        ContainerListResponse made = other.Container("acme-web-1");
        (made.ID, made.Names) = (new string('f', 64), ["/000000000001_acme-web-1"]);
        made.NetworkSettings!.Networks["acme_default"].NetworkID = engine.Networks.Single().ID;
        engine.Containers.Add(made);
        ProjectPlan plan = Plan(engine, New);
        Assert.Equal(["Remove container acme-web-1", "Update container acme-web-1"], Steps(plan));
        engine.Apply(plan);
        Assert.True(Plan(engine, New).IsEmpty);
    }

    [Fact]
    public void Container_names_can_change_hands()
    {
        EngineState engine = Provisioned("services: { b: { image: x, container_name: one }, a: { image: x, container_name: two } }");
        const string Swapped = "services: { b: { image: x, container_name: two }, a: { image: x, container_name: one } }";
        engine.Apply(Plan(engine, Swapped));
        Assert.Equal("a", engine.Container("one").Replica().Service);
        Assert.True(Plan(engine, Swapped).IsEmpty);
    }

    [Fact]
    public void A_container_whose_network_was_made_anew_behind_our_back_is_replaced()
    {
        EngineState engine = Provisioned("services: { web: { image: w } }");
        engine.Networks.Single().ID = "another";
        ProjectPlan plan = Plan(engine, "services: { web: { image: w } }");
        Assert.Equal(["Replace container acme-web-1"], Steps(plan));
        Assert.Contains("acme_default", plan.Steps[0].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Reasons_name_no_values()
    {
        ProjectPlan plan = Plan(Provisioned(Two), Two.Replace("image: p", "image: p, environment: { PASSWORD: hunter2 }", StringComparison.Ordinal));
        Assert.DoesNotContain("hunter2", string.Join('\n', plan.ToActions()), StringComparison.Ordinal);
    }

    internal static DesiredProject Desired(string compose, EngineState? engine = null)
    {
        ComposeProject project = TestProjects.Load(compose);
        return ProjectMapper.Map(TestProjects.Context(project, containerId: engine is null ? null : service => FirstId(engine, service)));
    }

    internal static MappedContainer Remap(MappedContainer container, EngineState engine, string compose)
    {
        ComposeProject project = TestProjects.Load(compose);
        return ContainerMapper.Map(project.Services[container.Service.Name], container.Number, TestProjects.Context(project, containerId: service => FirstId(engine, service)));
    }

    internal static ProjectPlan Plan(EngineState engine, string compose) => ProjectPlanner.Plan(Desired(compose, engine), engine.Observed);

    internal static EngineState Provisioned(string compose)
    {
        var engine = new EngineState();
        engine.Apply(Plan(engine, compose), (container, state) => Remap(container, state, compose));
        return engine;
    }

    private static string? FirstId(EngineState engine, string service) => engine.Containers.Find(container => container.Replica() == (service, 1))?.ID;

    private static IEnumerable<string> Steps(ProjectPlan plan)
    {
        Assert.Empty(plan.Conflicts);
        return plan.Steps.Select(step => $"{step.Kind} {step.Resource} {step.Name}");
    }
}
