using System.Globalization;
using System.Text;

namespace Provisioning.Coolify.Tests.Faults;

/// <summary>A value arrives in the container's environment as it was given, or it is refused before anything is sent, by name.</summary>
public sealed class FidelityTests
{
    private const string Compose = """
        x-provisioning:
          secrets:
            VALUE: { generate: password, length: 24 }
        services:
          app:
            image: busybox
            environment:
              VALUE: ${VALUE}
              WITHIN: "pre-${VALUE}-post"
            healthcheck: { test: ["CMD", "true"], interval: 5s }
          other:
            image: busybox
            healthcheck: { test: ["CMD", "true"], interval: 5s }

        """;

    // What is parsed again somewhere on the way, and what is not.
    private const string Alphabet = "$${}'\"\\`#=:, %&*!?|<>[]()@~-+/.;aA0_ \t\néü日😀";

    private static readonly string[] Special =
    [
        "plain", "$", "$$", "$x", "${VALUE}", "$${VALUE}", "${", "$(id)", "a$b", "it's", "'", "\"", "\\", "ends\\", " lead", "trail ", "#c", "a #b", "{\"json\":\"v\"}", "{\"it\":\"costs $5\"}", "[1, 2]",
        "line1\nline2", "tab\tinside", "007", "true", "null", "~", "1e3", "0x1F", "yes", "- item", "key: value", "%TEMP%", "{{team.X}}", "日本語 😀", "a,b;c|d&e", "*star", "&anchor", "!tag", "@at", "`id`",
    ];

    [Theory]
    [InlineData(CoolifySecretPlacement.Variables, 11)]
    [InlineData(CoolifySecretPlacement.Inline, 12)]
    public async Task Any_value_arrives_or_is_refused_by_name(CoolifySecretPlacement placement, int seed)
    {
        using var host = new FakeHost(placement: placement, speed: 20);
        var random = new Random(seed);
        int number = 0;
        int arrived = 0;
        foreach (string value in Special.Concat(Enumerable.Range(0, 60).Select(_ => Next(random))))
        {
            ProjectId project = ProjectId.Parse(string.Create(CultureInfo.InvariantCulture, $"v{++number}"));
            host.Fake.ClearRequests();
            try
            {
                await host.Provider.ProvisionAsync(new ProvisionRequest
                {
                    ProjectId = project,
                    Template = ProjectTemplate.FromCompose("value", Compose),
                    Secrets = new Dictionary<string, Secret>(StringComparer.Ordinal) { ["VALUE"] = new(value) },
                });
            }
            catch (TemplateException exception)
            {
                Assert.Contains("VALUE", exception.Message, StringComparison.Ordinal);
                Assert.DoesNotContain(host.Fake.Requests, request => request.IsWrite);
                Assert.Empty(host.ServicesOf(project));
                continue;
            }

            arrived++;
            IReadOnlyDictionary<string, string> environment = host.FindContainer(project, "app")!.Environment;
            Assert.Equal(value, environment["VALUE"]);
            Assert.Equal($"pre-{value}-post", environment["WITHIN"]);
            if (placement == CoolifySecretPlacement.Inline)
            {
                Assert.DoesNotContain(host.FindContainer(project, "other")!.Environment, variable => variable.Key is "VALUE" or "WITHIN");
            }
        }

        // Most of them arrive; a test that refuses everything would pass otherwise.
        Assert.True(arrived > number / 3, $"{arrived} of {number}");
    }

    private static string Next(Random random)
    {
        var text = new StringBuilder();
        Rune[] runes = [.. Alphabet.EnumerateRunes()];
        for (int i = random.Next(1, 14); i > 0; i--)
        {
            text.Append(runes[random.Next(runes.Length)]);
        }

        return text.ToString();
    }
}
