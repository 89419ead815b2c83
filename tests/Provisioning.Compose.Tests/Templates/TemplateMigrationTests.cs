namespace Provisioning.Compose.Tests.Templates;

/// <summary>The long form of <c>stateful</c>.</summary>
public sealed class TemplateMigrationTests
{
    [Fact]
    public void Steps_between_major_versions_are_read()
    {
        TemplateManifest manifest = Given.Manifest("""
            x-provisioning:
              stateful: [ web, { service: db, migrations: [ { from: 15, to: 16 }, { from: 14, to: 16 } ] }, { service: db } ]
            """);
        Assert.Equal(["web", "db"], manifest.StatefulServices);
        Assert.Equal(["db: 15 to 16", "db: 14 to 16"], manifest.Migrations.Select(step => step.ToString()));
    }

    [Theory]
    [InlineData("{ migrations: [] }", "manifest_missing_key", "[0]")]
    [InlineData("{ service: db, migrations: { from: 1, to: 2 } }", "manifest_wrong_type", "[0].migrations")]
    [InlineData("{ service: db, migrations: [ { from: 1 } ] }", "manifest_missing_key", "[0].migrations[0]")]
    [InlineData("{ service: db, migrations: [ 15 ] }", "manifest_wrong_type", "[0].migrations[0]")]
    [InlineData("{ service: db, migrations: [ { from: 15, to: 15 } ] }", "manifest_bad_value", "[0].migrations[0]")]
    [InlineData("{ service: db, migrations: [ { from: 15, to: new } ] }", "manifest_wrong_type", "[0].migrations[0].to")]
    [InlineData("{ service: db, migrations: [ { from: 15, to: 16, by: x } ] }", "manifest_unknown_key", "[0].migrations[0].by")]
    [InlineData("{ service: db, since: 3 }", "manifest_unknown_key", "[0].since")]
    [InlineData("{ service: nobody }", "manifest_unknown_service", "")]
    [InlineData("[ db ]", "manifest_wrong_type", "[0]")]
    public void What_a_stateful_service_says_wrongly_is_told_with_its_place(string entry, string code, string path)
    {
        var exception = Assert.Throws<TemplateException>(() => Given.Manifest($"x-provisioning: {{ stateful: [ {entry} ] }}"));
        TemplateProblem problem = Assert.Single(exception.Problems);
        Assert.Equal((code, "x-provisioning.stateful" + path), (problem.Code, problem.Path));
    }
}
