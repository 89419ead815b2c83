using System.Globalization;
using System.Text;
using Docker.DotNet.Models;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Provisioning.Local.Mapping;
using Provisioning.Local.Planning;

namespace Provisioning.Local.Tests.Planning;

/// <summary>Any two projects, one after the other, with an interruption at any step between.</summary>
public sealed class PlanProperties
{
    private static readonly string[] Names = ["a", "b", "c", "d"];

    [Property(MaxTest = 300)]
    public Property A_plan_carried_out_leaves_nothing_to_do() =>
        Prop.ForAll(Projects().ToArbitrary(), Projects().ToArbitrary(), (first, second) =>
        {
            EngineState engine = ProjectPlannerTests.Provisioned(first);
            Assert.True(ProjectPlannerTests.Plan(engine, first).IsEmpty);
            Converge(engine, second, steps: int.MaxValue);
            AssertConverged(engine, second);
        });

    [Property(MaxTest = 300)]
    public Property A_plan_cut_off_at_any_step_is_finished_by_the_next_one() =>
        Prop.ForAll(Projects().ToArbitrary(), Projects().ToArbitrary(), Gen.Choose(0, 12).ToArbitrary(), (first, second, steps) =>
        {
            EngineState engine = ProjectPlannerTests.Provisioned(first);
            Converge(engine, second, steps);
            Converge(engine, second, int.MaxValue);
            AssertConverged(engine, second);
        });

    [Property(MaxTest = 300)]
    public Property No_volume_is_ever_removed_and_nothing_of_others_is_touched() =>
        Prop.ForAll(Projects().ToArbitrary(), Projects().ToArbitrary(), ArbMap.Default.ArbFor<NonNegativeInt>(), (first, second, lost) =>
        {
            EngineState engine = ProjectPlannerTests.Provisioned(first);
            var labels = new Dictionary<string, string> { [ProvisioningLabels.Owner] = "owner-2", [ProvisioningLabels.Project] = "acme", [ComposeLabels.Project] = "acme", [ComposeLabels.Service] = "a", [ComposeLabels.ContainerNumber] = "1" };
            engine.Containers.Add(new ContainerListResponse { ID = "foreign-container", Names = ["/elsewhere"], Labels = labels, State = "running", NetworkSettings = new NetworkSettingsSummary { Networks = new Dictionary<string, EndpointSettings>() } });
            engine.Networks.Add(new NetworkResponse { ID = "foreign-network", Name = "elsewhere", Labels = labels });
            HashSet<string> before = [.. engine.Volumes.Select(volume => volume.Name)];
            Dictionary<(string, int), string> anonymous = engine.Containers.Where(container => container.Mounts is not null)
                .ToDictionary(container => container.Replica(), container => container.Mounts.Single(mount => mount.Destination == "/anon").Name!);
            ProjectPlan plan = ProjectPlannerTests.Plan(engine, second);
            Assert.DoesNotContain(plan.Steps, step => step.Resource == PlanStep.Volume && step.Kind != PlanActionKind.Create);
            Assert.DoesNotContain(plan.Steps, step => step.ExistingId?.StartsWith("foreign", StringComparison.Ordinal) == true);
            Assert.All(plan.Steps, step => Assert.Empty(step.DisposableVolumes));
            engine.Containers.RemoveAll(container => lost.Get % 2 == 0 && container.Replica().Service == "b" && container.ID[0] == '0');
            Converge(engine, second, int.MaxValue);
            foreach (ContainerListResponse container in engine.Containers.Where(container => container.Mounts is not null && anonymous.ContainsKey(container.Replica())))
            {
                Assert.Contains(container.Mounts, mount => mount.Name == anonymous[container.Replica()]);
            }

            Assert.Superset(before, engine.Volumes.Select(volume => volume.Name).ToHashSet());
            Assert.Contains(engine.Containers, container => container.ID == "foreign-container");
            Assert.Contains(engine.Networks, network => network.ID == "foreign-network");
        });

    private static void Converge(EngineState engine, string compose, int steps) =>
        engine.Apply(ProjectPlannerTests.Plan(engine, compose), (container, state) => ProjectPlannerTests.Remap(container, state, compose), steps);

    private static void AssertConverged(EngineState engine, string compose)
    {
        ProjectPlan rest = ProjectPlannerTests.Plan(engine, compose);
        Assert.True(rest.IsEmpty && rest.Conflicts.Count == 0, compose + "\n" + string.Join('\n', rest.Steps));
        DesiredProject desired = ProjectPlannerTests.Desired(compose, engine);
        Assert.Equal(desired.Containers.Select(container => container.Name).Order(StringComparer.Ordinal), engine.Containers.Select(container => container.Name()).Order(StringComparer.Ordinal));
        Assert.Equal(desired.Networks.Select(network => network.Name).Order(StringComparer.Ordinal), engine.Networks.Select(network => network.Name).Order(StringComparer.Ordinal));
        Assert.All(desired.Containers, container => Assert.Equal(container.ConfigHash, engine.Container(container.Name).Labels[ComposeLabels.ConfigHash]));
    }

    /// <summary>Up to four services with dependencies on earlier ones, some of which are made by sharing a network.</summary>
    private static Gen<string> Projects() =>
        from count in Gen.Choose(1, 4)
        from choices in Gen.Choose(0, 1_000_000).ArrayOf(count)
        from networkOption in Gen.Choose(0, 2)
        select Compose(choices, networkOption);

    private static string Compose(int[] choices, int networkOption)
    {
        var text = new StringBuilder("services:\n");
        for (int i = 0; i < choices.Length; i++)
        {
            var random = new Random(choices[i]);
            bool shares = i > 0 && random.Next(5) == 0;
            text.Append(CultureInfo.InvariantCulture, $"  {Names[i]}:\n    image: i{random.Next(2)}\n    environment: {{ V: '{random.Next(3)}' }}\n    volumes: ['v{random.Next(2)}:/v', '/anon']\n");
            if (shares)
            {
                text.Append(CultureInfo.InvariantCulture, $"    network_mode: 'service:{Names[random.Next(i)]}'\n");
            }
            else
            {
                text.Append(CultureInfo.InvariantCulture, $"    networks: [{(random.Next(2) == 0 ? "n0" : "n0, n1")}]\n    scale: {random.Next(1, 3)}\n");
            }

            if (i > 0 && random.Next(2) == 0)
            {
                text.Append(CultureInfo.InvariantCulture, $"    depends_on: {{ {Names[random.Next(i)]}: {{ condition: service_started, restart: {(random.Next(2) == 0 ? "true" : "false")} }} }}\n");
            }
        }

        return text.Append(CultureInfo.InvariantCulture, $"volumes: {{ v0: , v1: }}\nnetworks: {{ n0: {{ driver_opts: {{ o: '{networkOption}' }} }}, n1: }}\n").ToString();
    }
}
