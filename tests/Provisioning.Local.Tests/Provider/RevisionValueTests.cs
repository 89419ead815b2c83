using System.Text;

namespace Provisioning.Local.Tests.Provider;

/// <summary>What is kept of a revision's values: what was given or made, and nothing that the template says anew each time.</summary>
public sealed class RevisionValueTests : IDisposable
{
    private readonly LocalHarness _harness = new();

    public void Dispose() => _harness.Dispose();

    [Fact]
    public async Task A_changed_default_of_the_template_takes_effect_and_given_and_made_values_stay()
    {
        await _harness.Provider.ProvisionAsync(Request("@db", "hello", ("GIVEN", "mine")));
        Dictionary<string, string> first = Environment();
        Assert.Equal($"postgres://u:{first["P"]}@db", first["DATABASE_URL"]);
        Assert.Equal(("hello", "mine", "@db"), (first["GREETING"], first["GIVEN"], first["PLAIN"]));
        Assert.True(await _harness.RecordAsync() is { Secrets: { Count: 1 }, Variables: { Count: 1 } } record && record.Secrets.ContainsKey("P") && record.Variables.ContainsKey("GIVEN"));

        await _harness.Provider.ProvisionAsync(Request("@other", "bonjour"));
        Dictionary<string, string> second = Environment();
        Assert.Equal(first["P"], second["P"]);
        Assert.Equal($"postgres://u:{first["P"]}@other", second["DATABASE_URL"]);
        Assert.Equal(("bonjour", "mine", "@other"), (second["GREETING"], second["GIVEN"], second["PLAIN"]));

        // Starting has the stored template, and so the same values.
        await _harness.Provider.StopAsync(LocalHarness.Acme);
        await _harness.Provider.StartAsync(LocalHarness.Acme);
        Assert.Equal(second, Environment());
        Assert.Equal(2, (await _harness.RecordAsync())!.Generation);
    }

    private static ProvisionRequest Request(string host, string greeting, params (string Name, string Value)[] variables) => new()
    {
        ProjectId = LocalHarness.Acme,
        Template = ProjectTemplate.FromFiles(
            "test",
            "compose.yaml",
            [
                new TemplateFile("compose.yaml", Encoding.UTF8.GetBytes($$"""
                    x-provisioning:
                      secrets: { P: { generate: password } }
                      variables: { GREETING: { default: {{greeting}} }, GIVEN: { default: nobody } }
                    services:
                      web:
                        image: busybox:1
                        environment: { P: "${P}", DATABASE_URL: "${DATABASE_URL}", PLAIN: "${PLAIN}", GREETING: "${GREETING}", GIVEN: "${GIVEN}" }
                    """)),
                new TemplateFile(".env", Encoding.UTF8.GetBytes($"DATABASE_URL=postgres://u:${{P}}{host}\nPLAIN={host}\n")),
            ]),
        Variables = variables.ToDictionary(entry => entry.Name, entry => entry.Value, StringComparer.Ordinal),
    };

    private Dictionary<string, string> Environment() =>
        _harness.Engine.Container("acme-web-1").Parameters.Env.Select(entry => entry.Split('=', 2)).ToDictionary(parts => parts[0], parts => parts[1], StringComparer.Ordinal);
}
