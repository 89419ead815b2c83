using System.Text.Json;
using Xunit;

namespace Provisioning.Testing.Conformance;

// Values, secrets and plans.
public abstract partial class ProvisionConformanceTests
{
    // What breaks where a value is parsed a second time, quoted by hand or split into lines.
    private const string Awkward = "p$w ${GREETING} $$ \"quoted\" 'single' \\back #hash a=b: c";

    /// <summary>The template's default is used where nothing else is given.</summary>
    [Fact]
    public virtual async Task A_variable_that_is_not_given_has_the_templates_default()
    {
        ProjectId project = NewProject();
        await ProvisionAsync(project).ConfigureAwait(false);
        Assert.Equal("hello", await GreetingAsync(project).ConfigureAwait(false));
    }

    /// <summary>A value of the request wins over the default, and is kept when the next request does not give it.</summary>
    [Fact]
    public virtual async Task A_variable_that_was_given_is_kept_until_another_is_given()
    {
        ProjectId project = NewProject();
        await Provider.ProvisionAsync(Request(project, variables: Values(("GREETING", "given"))), cancellationToken: Token).ConfigureAwait(false);
        Assert.Equal("given", await GreetingAsync(project).ConfigureAwait(false));
        if (Provider.Supports(ProvisioningCapabilities.StoredSecrets))
        {
            ProvisionedProject kept = await ProvisionAsync(project).ConfigureAwait(false);
            Assert.Equal(ProjectChange.Unchanged, kept.Change);
            Assert.Equal("given", await GreetingAsync(project).ConfigureAwait(false));
        }

        ProvisionedProject other = await Provider.ProvisionAsync(Request(project, variables: Values(("GREETING", "other"))), cancellationToken: Token).ConfigureAwait(false);
        Assert.Equal(2, other.Generation);
        Assert.Equal("other", await GreetingAsync(project).ConfigureAwait(false));
    }

    /// <summary>Given both as a secret and as a variable, the secret wins.</summary>
    [Fact]
    public virtual async Task A_secret_wins_over_a_variable_of_the_same_name()
    {
        ProjectId project = NewProject();
        await Provider.ProvisionAsync(
            Request(project, variables: Values(("APP_SECRET", "from-variable")), secrets: Secrets("from-secret")),
            cancellationToken: Token).ConfigureAwait(false);
        Assert.Equal("from-secret", await SecretAsync(project).ConfigureAwait(false));
    }

    /// <summary>A value is data: what looks like a variable, a quote or a comment in it arrives as it was given.</summary>
    [Fact]
    public virtual async Task A_secret_arrives_exactly_as_it_was_given()
    {
        ProjectId project = NewProject();
        await Provider.ProvisionAsync(Request(project, secrets: Secrets(Awkward), variables: Values(("GREETING", Awkward + "\nsecond line"))), cancellationToken: Token).ConfigureAwait(false);
        Assert.Equal(Awkward, await SecretAsync(project).ConfigureAwait(false));
        Assert.Equal(Awkward + "\nsecond line", await GreetingAsync(project).ConfigureAwait(false));
    }

    /// <summary>What was generated stays, over everything that may happen to a project.</summary>
    [Fact]
    public virtual async Task A_secret_stays_the_same_over_upgrade_delete_and_restore()
    {
        ProjectId project = NewProject();
        await ProvisionAsync(project).ConfigureAwait(false);
        string? secret = await SecretAsync(project).ConfigureAwait(false);
        Assert.False(string.IsNullOrEmpty(secret));
        await ProvisionAsync(project, ConformanceTemplate.MinimalChanged).ConfigureAwait(false);
        Assert.Equal(secret, await SecretAsync(project).ConfigureAwait(false));
        await Provider.DeleteAsync(project, cancellationToken: Token).ConfigureAwait(false);
        await Provider.RestoreAsync(project, cancellationToken: Token).ConfigureAwait(false);
        await Provider.StartAsync(project, cancellationToken: Token).ConfigureAwait(false);
        Assert.Equal(secret, await SecretAsync(project).ConfigureAwait(false));
    }

    /// <summary>No result shows a secret: not the project, its status, a list, a plan, progress or a purge.</summary>
    [Fact]
    public virtual async Task No_result_shows_a_secret()
    {
        ProjectId project = NewProject();
        const string Canary = "canary-5ecr3t-value";
        var shown = new System.Collections.Concurrent.ConcurrentQueue<object?>();
        var options = new ProvisioningOperationOptions { Progress = new Recorder(shown) };
        ProvisionRequest request = Request(project, secrets: Secrets(Canary));
        shown.Enqueue(request.ToString());
        shown.Enqueue(await Provider.PlanAsync(request, Token).ConfigureAwait(false));
        shown.Enqueue(await Provider.ProvisionAsync(request, options, Token).ConfigureAwait(false));
        Assert.Equal(Canary, await SecretAsync(project).ConfigureAwait(false));
        shown.Enqueue(await Provider.FindAsync(project, Token).ConfigureAwait(false));
        shown.Enqueue(await Provider.GetStatusAsync(project, Token).ConfigureAwait(false));
        shown.Enqueue(await Provider.PlanAsync(Request(project, ConformanceTemplate.MinimalChanged, secrets: Secrets("another-" + Canary)), Token).ConfigureAwait(false));
        shown.Enqueue(await Provider.StopAsync(project, options, Token).ConfigureAwait(false));
        shown.Enqueue(await Provider.DeleteAsync(project, options, Token).ConfigureAwait(false));
        ProjectConflictException conflict = await Assert.ThrowsAsync<ProjectConflictException>(() => Provider.ProvisionAsync(request, options, Token)).ConfigureAwait(false);
        shown.Enqueue(conflict.ToString());
        shown.Enqueue(await Provider.PurgeAsync(project, options, Token).ConfigureAwait(false));
        Assert.All(shown, item => Assert.DoesNotContain(Canary, JsonSerializer.Serialize(item), StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>An endpoint whose address holds a secret is shown with a mask in its place.</summary>
    [Fact]
    public virtual async Task An_endpoint_with_a_secret_in_its_address_is_masked()
    {
        ProjectId project = NewProject();
        ProvisionedProject provisioned = await ProvisionAsync(project).ConfigureAwait(false);
        ProjectEndpoint endpoint = provisioned.Endpoints.Single(item => item.Name == "private");
        Assert.Contains(Secret.Mask, endpoint.Url.OriginalString, StringComparison.Ordinal);
        Assert.Equal("/private", endpoint.Url.AbsolutePath);
        Assert.Equal("tcp", endpoint.Url.Scheme);
    }

    /// <summary>A plan says what would be made, and makes nothing.</summary>
    [Fact]
    public virtual async Task A_plan_for_an_absent_project_names_what_would_be_made_and_makes_nothing()
    {
        ProjectId project = NewProject();
        ProvisioningPlan plan = await Provider.PlanAsync(Request(project), Token).ConfigureAwait(false);
        Assert.Equal(project, plan.ProjectId);
        Assert.Equal(Provider.Metadata.ProviderName, plan.ProviderName);
        Assert.True(plan.HasChanges);
        Assert.Contains(plan.Actions, action => action.Kind == PlanActionKind.Create);
        Assert.All(plan.Actions, action => Assert.NotEmpty(action.Reason));
        Assert.Empty(await Fixture.ListResourcesAsync(project, Token).ConfigureAwait(false));
        await AssertStateAsync(project, expected: null).ConfigureAwait(false);
    }

    /// <summary>A project that is as requested has an empty plan.</summary>
    [Fact]
    public virtual async Task A_plan_for_a_project_that_is_as_requested_is_empty()
    {
        ProjectId project = NewProject();
        ProvisionedProject provisioned = await ProvisionAsync(project, ConformanceTemplate.Standard).ConfigureAwait(false);
        ProvisioningPlan plan = await Provider.PlanAsync(Request(project, ConformanceTemplate.Standard), Token).ConfigureAwait(false);
        Assert.Empty(plan.Actions);
        Assert.Equal(provisioned.RevisionDigest, plan.RevisionDigest);
    }

    /// <summary>A plan for a change names the service that changes and not the others, and changes nothing.</summary>
    [Fact]
    public virtual async Task A_plan_for_a_change_names_what_changes_and_nothing_else()
    {
        ProjectId project = NewProject();
        await ProvisionAsync(project, ConformanceTemplate.Standard).ConfigureAwait(false);
        IReadOnlyList<string> resources = await IdentitiesAsync(project).ConfigureAwait(false);
        ProvisioningPlan plan = await Provider.PlanAsync(Request(project, ConformanceTemplate.StandardChanged), Token).ConfigureAwait(false);
        Assert.Contains(plan.Actions, action => action.Name.Contains("app", StringComparison.Ordinal) && action.Kind is PlanActionKind.Replace or PlanActionKind.Update);
        Assert.DoesNotContain(plan.Actions, action => action.Name.Contains("db", StringComparison.Ordinal) && action.Kind is PlanActionKind.Replace or PlanActionKind.Remove or PlanActionKind.Create);
        Assert.Equal(resources, await IdentitiesAsync(project).ConfigureAwait(false));
        Assert.Equal(1, (await Provider.GetAsync(project, Token).ConfigureAwait(false)).Generation);
    }

    private static Dictionary<string, Secret> Secrets(string value) => new(StringComparer.Ordinal) { ["APP_SECRET"] = new Secret(value) };

    private Task<string?> GreetingAsync(ProjectId project) => Fixture.ReadEnvironmentAsync(project, "app", "GREETING", Token);

    private Task<string?> SecretAsync(ProjectId project) => Fixture.ReadEnvironmentAsync(project, "app", "APP_SECRET", Token);

    private sealed class Recorder(System.Collections.Concurrent.ConcurrentQueue<object?> shown) : IProgress<ProvisioningProgress>
    {
        public void Report(ProvisioningProgress value) => shown.Enqueue(value);
    }
}
