using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace Provisioning.Compose.Tests.Templates;

public sealed class CoolifyVariablesTests
{
    private const string Stack = """
        services:
          db:
            image: postgres:15
            environment: { POSTGRES_PASSWORD: "${DB_PASSWORD}", MODE: "${MODE}" }
            healthcheck: { test: [ CMD-SHELL, "check '${DB_PASSWORD}'" ] }
          web:
            image: nginx:1
            command: [ serve, "--key=${KEY}" ]
            environment: { DB_URL: "postgres://u:${DB_PASSWORD}@db/x", DB_PASSWORD: "${DB_PASSWORD}", PLAIN: "a$$b", NONE: "" }
            configs: [ { source: settings, target: /etc/settings } ]
        configs: { settings: { content: "key = ${KEY}\nprice = 5$$\n" } }
        """;

    [Fact]
    public void Each_secret_is_one_variable_and_a_reference_in_its_place()
    {
        CoolifyCompose written = Write(Stack, secrets: new() { ["DB_PASSWORD"] = "top-secret-1", ["KEY"] = "top-secret-2" }, variables: new() { ["MODE"] = "fast" });

        Assert.DoesNotContain("top-secret", written.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("top-secret", written.ToString(), StringComparison.Ordinal);
        Assert.Equal(["DB_PASSWORD", "KEY"], written.Variables.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("top-secret-1", written.Variables["DB_PASSWORD"].Reveal());
        JsonElement services = JsonDocument.Parse(written.Text).RootElement.GetProperty("services");
        Assert.Equal("""{"MODE":"fast","POSTGRES_PASSWORD":"${DB_PASSWORD}"}""", services.GetProperty("db").GetProperty("environment").GetRawText());
        Assert.Equal("""{"DB_PASSWORD":"${DB_PASSWORD}","DB_URL":"postgres://u:${DB_PASSWORD}@db/x","NONE":"","PLAIN":"a$$b"}""", services.GetProperty("web").GetProperty("environment").GetRawText());
        Assert.Equal("""["CMD-SHELL","check '${DB_PASSWORD}'"]""", services.GetProperty("db").GetProperty("healthcheck").GetProperty("test").GetRawText());
        Assert.Equal("""["serve","--key=${KEY}"]""", services.GetProperty("web").GetProperty("command").GetRawText());
        Assert.Equal("key = ${KEY}\nprice = 5$$\n", JsonDocument.Parse(written.Text).RootElement.GetProperty("configs").EnumerateObject().Single(config => config.Name != "settings").Value.GetProperty("content").GetString());
    }

    [Fact]
    public void Without_secrets_the_text_is_that_of_the_other_placement()
    {
        const string Compose = "services: { web: { image: a, environment: { A: 'x', B: 'a$$b' }, command: [ run ] } }";
        Assert.Equal(CoolifyComposeWriter.Write(TemplateResolver.Resolve(Given.Options(Given.Template(Compose)))), Write(Compose).Text);
        Assert.Empty(Write(Compose).Variables);
    }

    [Theory]
    [InlineData("it's")]
    [InlineData("'")]
    [InlineData("qqqqq\\")]
    [InlineData(" qqqqq")]
    [InlineData("qqqqq ")]
    [InlineData("qqqqq\n")]
    [InlineData("\u00a0x")]
    [InlineData("x\u200b")]
    [InlineData("a\rb")]
    [InlineData("a\u0001b")]
    [InlineData("x{{team.SECRET}}")]
    [InlineData("{{ project.X }}y")]
    [InlineData("{\"a\":\"$b\"}")]
    [InlineData("[1, \"#\"]")]
    public void A_value_that_would_not_arrive_is_refused_by_the_name_of_its_variable_without_being_shown(string value)
    {
        TemplateException exception = Assert.Throws<TemplateException>(() => Write("services: { web: { image: a, environment: { SECRET_KEY: '${SECRET_KEY}' } } }", secrets: new() { ["SECRET_KEY"] = value }));

        TemplateProblem problem = Assert.Single(exception.Problems);
        Assert.Equal("coolify_variable_value", problem.Code);
        Assert.Contains("SECRET_KEY", problem.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(value.Trim().Length > 3 ? value.Trim() : "\u0000", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("services: { web: { image: a, labels: { K: '${S}' } } }", "services.web.labels.K")]
    [InlineData("services: { web: { image: 'a:${S}' } }", "services.web.image")]
    [InlineData("services: { web: { image: a, volumes: [ 'data:/${S}' ] } }\nvolumes: { data: {} }", "services.web.volumes[0].target")]
    [InlineData("services: { web: { image: a, hostname: '${S}' } }", "services.web.hostname")]
    public void A_secret_where_no_reference_can_stand_is_refused_with_its_place(string compose, string path)
    {
        TemplateException exception = Assert.Throws<TemplateException>(() => Write(compose, secrets: new() { ["S"] = "topsecret1" }));

        TemplateProblem problem = Assert.Single(exception.Problems);
        Assert.Equal("coolify_secret_position", problem.Code);
        Assert.Equal(path, problem.Path);
        Assert.DoesNotContain("topsecret1", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_secret_that_is_a_number_of_the_model_is_refused_with_its_place()
    {
        TemplateException exception = Assert.Throws<TemplateException>(() => Write("services: { web: { image: a, mem_limit: '${S}' } }", secrets: new() { ["S"] = "1073741824" }));
        Assert.All(exception.Problems, problem => Assert.Equal("coolify_secret_position", problem.Code));
        Assert.DoesNotContain("1073741824", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("pvs", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_with_a_dollar_goes_under_the_name_of_the_containers_variable()
    {
        // Coolify writes the value of ${OTHER} into the file besides, where its '$' would be read once more.
        CoolifyCompose written = Write("services: { web: { image: a, environment: { K: '${S}' } } }", secrets: new() { ["S"] = "pa$word${HOME}" });

        Assert.Equal("pa$word${HOME}", Assert.Single(written.Variables, variable => variable.Key == "K").Value.Reveal());
        Assert.Equal("${K}", Environment(written).GetProperty("K").GetString());
    }

    [Fact]
    public void A_text_that_begins_with_a_secret_goes_as_a_whole()
    {
        CoolifyCompose written = Write("services: { web: { image: a, environment: { K: '${S}@db', L: '$$plain' } } }", secrets: new() { ["S"] = "secret" });

        Assert.Equal("secret@db", written.Variables["K"].Reveal());
        Assert.Equal("$plain", written.Variables["L"].Reveal());
        Assert.Equal("""{"K":"${K}","L":"${L}"}""", Environment(written).GetRawText());
    }

    [Fact]
    public void Two_values_for_one_variable_are_refused()
    {
        TemplateException exception = Assert.Throws<TemplateException>(() => Write(
            "services: { a: { image: a, environment: { K: '${S}@a' } }, b: { image: a, environment: { K: '${S}@b' } } }", secrets: new() { ["S"] = "secret" }));
        Assert.Contains(exception.Problems, problem => problem.Path == "services.b.environment.K");
    }

    [Fact]
    public void An_empty_value_that_Coolify_would_fill_is_refused()
    {
        TemplateException exception = Assert.Throws<TemplateException>(() => Write(
            "services: { a: { image: a, environment: { K: '${K}' } }, b: { image: a, environment: { K: '' } } }", secrets: new() { ["K"] = "secret" }));
        Assert.Equal("services.b.environment.K", Assert.Single(exception.Problems).Path);
    }

    [Fact]
    public void More_than_Coolify_can_hand_over_is_refused()
    {
        TemplateException exception = Assert.Throws<TemplateException>(() => Write("services: { a: { image: a, environment: { K: '${K}' } } }", secrets: new() { ["K"] = new string('x', 90_001) }));
        Assert.Equal("coolify_variable_value", Assert.Single(exception.Problems).Code);
    }

    [Theory]
    [InlineData("\ue000UNKNOWN\ue001")]
    [InlineData("\ue000\ue001\uf8ff")]
    [InlineData("\U000F0000KEY\U000F0001")]
    [InlineData("pvs000000000000000000000000000000")]
    [InlineData("${S}\ue000S\ue001")]
    public void Characters_for_private_use_are_characters_like_any_other(string text)
    {
        CoolifyCompose written = Write("services: { web: { image: a, command: [ run, '" + text + "' ], environment: { K: 'a" + text + "' } } }", secrets: new() { ["S"] = "secret" }, ignoreUnknown: true);
        ComposeService web = Deployed(written);
        Assert.Equal(text.Replace("${S}", "secret", StringComparison.Ordinal), web.Command![1]);
        Assert.Equal("a" + text.Replace("${S}", "secret", StringComparison.Ordinal), web.Environment["K"]);
    }

    [Property(MaxTest = 400)]
    public Property Every_value_arrives_as_it_was_or_is_refused_by_name() => Prop.ForAll(Texts.ToArbitrary(), Texts.ToArbitrary(), (secret, shown) =>
    {
        const string Compose = """
            services:
              web:
                image: a
                command: [ sh, "x${SECRET}", "${SHOWN}" ]
                environment: { SECRET: "${SECRET}", OTHER: "${SECRET}", MIXED: "a${SECRET}b${SHOWN}", FIRST: "${SECRET}${SHOWN}", SHOWN: "${SHOWN}" }
            """;
        CoolifyCompose written;
        try
        {
            written = Write(Compose, secrets: new() { ["SECRET"] = secret }, variables: new() { ["SHOWN"] = shown });
        }
        catch (TemplateException exception)
        {
            return exception.Problems.All(problem => problem.Code == "coolify_variable_value" && new[] { "SECRET", "OTHER", "FIRST", "SHOWN" }.Any(name => problem.Message.Contains($"'{name}'", StringComparison.Ordinal)));
        }

        ComposeService web = Deployed(written);
        return web.Environment["SECRET"] == secret
            && web.Environment["OTHER"] == secret
            && web.Environment["MIXED"] == "a" + secret + "b" + shown
            && web.Environment["FIRST"] == secret + shown
            && web.Environment["SHOWN"] == shown
            && web.Command![1] == "x" + secret
            && web.Command[2] == shown;
    });

    // As Coolify does it: trims, writes each variable between single quotes into .env, puts the raw value of a reference under another name into the file besides; then Docker Compose reads both.
    private static ComposeService Deployed(CoolifyCompose written)
    {
        var lines = new System.Text.StringBuilder();
        foreach ((string name, Secret value) in written.Variables)
        {
            string trimmed = value.Reveal().Trim();
            lines.Append(name).Append(IsJson(trimmed) ? "=" : "='").Append(trimmed).Append(IsJson(trimmed) ? "\n" : "'\n");
        }

        IReadOnlyDictionary<string, string> variables = DotEnv.Parse(lines.ToString());
        return TemplateResolver.Resolve(Given.Options(Given.Template(written.Text), variables: variables.ToDictionary(StringComparer.Ordinal), ignoreUnknown: true)).Project.Services["web"];
    }

    private static bool IsJson(string text)
    {
        try
        {
            return text is ['{' or '[', ..] && JsonDocument.Parse(text) is not null;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static JsonElement Environment(CoolifyCompose written) => JsonDocument.Parse(written.Text).RootElement.GetProperty("services").GetProperty("web").GetProperty("environment");

    private static Gen<string> Texts => Gen.Elements("$", "${", "}", "'", "\"", "\\", " ", "\n", "\t", "#", " #", ":", "{{", "{", "[", "]", "%", "&", "<", "é", "\U0001F600", "\ue000", "\ue001", "a", "0", "~", "=", "-", ",", "SECRET", "pvs")
        .ListOf().Select(static parts => string.Concat(parts));

    private static CoolifyCompose Write(string compose, Dictionary<string, string>? secrets = null, Dictionary<string, string>? variables = null, bool ignoreUnknown = false)
    {
        TemplateResolveOptions options = Given.Options(Given.Template(compose), secrets: secrets, variables: variables, ignoreUnknown: ignoreUnknown);
        return CoolifyComposeWriter.WriteWithVariables(TemplateResolver.Resolve(options), options);
    }
}
