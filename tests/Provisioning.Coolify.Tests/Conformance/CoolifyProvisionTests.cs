using Provisioning.Testing.Conformance;

namespace Provisioning.Coolify.Tests.Conformance;

/// <summary>What provisioning promises. Where Coolify cannot do what an engine does, the tests say what it does instead.</summary>
public abstract class CoolifyProvisionTests(CoolifyConformanceFixture fixture) : ProvisionConformanceTests(fixture)
{
    /// <summary>A deployment of Coolify makes every container anew; volumes stay.</summary>
    [Fact]
    public override async Task A_change_of_one_service_leaves_the_others_alone()
    {
        ProjectId project = NewProject();
        await ProvisionAsync(project, ConformanceTemplate.Standard);
        IReadOnlyList<string> volumes = await IdentitiesAsync(project, "volume");
        IReadOnlyList<string> containers = await IdentitiesAsync(project, "container");

        ProvisionedProject changed = await ProvisionAsync(project, ConformanceTemplate.StandardChanged);
        Assert.Equal(ProjectChange.Updated, changed.Change);
        Assert.Equal("2", await Fixture.ReadEnvironmentAsync(project, "app", "REVISION", Token));
        Assert.Equal(volumes, await IdentitiesAsync(project, "volume"));
        Assert.Empty(containers.Intersect(await IdentitiesAsync(project, "container"), StringComparer.Ordinal));
    }

    /// <summary>A plan says so.</summary>
    [Fact]
    public override async Task A_plan_for_a_change_names_what_changes_and_nothing_else()
    {
        ProjectId project = NewProject();
        await ProvisionAsync(project, ConformanceTemplate.Standard);
        IReadOnlyList<string> resources = await IdentitiesAsync(project);
        ProvisioningPlan plan = await Provider.PlanAsync(Request(project, ConformanceTemplate.StandardChanged), Token);
        Assert.Equal(["app", "db"], plan.Actions.Where(action => action is { Kind: PlanActionKind.Replace, Resource: "container" }).Select(action => action.Name));
        Assert.DoesNotContain(plan.Actions, action => action.Resource == "volume" || action.Kind is PlanActionKind.Create or PlanActionKind.Remove);
        Assert.Equal(resources, await IdentitiesAsync(project));
        Assert.Equal(1, (await Provider.GetAsync(project, Token)).Generation);
    }

    /// <summary>What a variable of Coolify cannot carry is refused by name before anything is made; within the Compose text every character arrives.</summary>
    [Fact]
    public override async Task A_secret_arrives_exactly_as_it_was_given()
    {
        if (fixture.SecretPlacement == CoolifySecretPlacement.Inline)
        {
            await base.A_secret_arrives_exactly_as_it_was_given();
            return;
        }

        ProjectId project = NewProject();
        ProvisionRequest With(string value) => Request(project, secrets: new Dictionary<string, Secret>(StringComparer.Ordinal) { ["APP_SECRET"] = new(value) });
        foreach (string impossible in new[] { "it's", "ends with \\", " at the edge" })
        {
            TemplateException exception = await Assert.ThrowsAsync<TemplateException>(() => Provider.ProvisionAsync(With(impossible), cancellationToken: Token));
            Assert.Contains("APP_SECRET", exception.Message, StringComparison.Ordinal);
            Assert.DoesNotContain(impossible, exception.ToString(), StringComparison.Ordinal);
            Assert.Empty(await IdentitiesAsync(project));
            await AssertStateAsync(project, expected: null);
        }

        const string Awkward = "p$w ${GREETING} $$ \"quoted\" \\back #hash a=b: c\nsecond line";
        await Provider.ProvisionAsync(With(Awkward), cancellationToken: Token);
        Assert.Equal(Awkward, await Fixture.ReadEnvironmentAsync(project, "app", "APP_SECRET", Token));
    }
}
