using System.Buffers.Text;
using System.Text;
using Microsoft.Extensions.Time.Testing;

namespace Provisioning.Compose.Tests.Templates;

public sealed class TemplateResolverTests
{
    private const string Stack = """
        services:
          db:
            image: postgres:16
            environment:
              POSTGRES_PASSWORD: ${DB_PASSWORD}
              SITE: ${SITE_URL}
              ID: ${PROJECT_ID}/${COMPOSE_PROJECT_NAME}
              TOKEN: ${ANON_KEY}
        x-provisioning:
          version: 2
          secrets:
            DB_PASSWORD: { generate: password }
            JWT_SECRET: { generate: hex }
            ANON_KEY: { generate: jwt, key: JWT_SECRET, claims: { role: anon, ref: "${PROJECT_ID}" }, expires: 10d }
          variables:
            SITE_URL: { default: "http://localhost" }
        """;

    [Fact]
    public void Missing_secrets_are_made_and_everything_is_filled_in()
    {
        var time = new FakeTimeProvider(DateTimeOffset.FromUnixTimeSeconds(1_000));
        ResolvedTemplate resolved = TemplateResolver.Resolve(Given.Options(Given.Template(Stack), time: time));
        IReadOnlyDictionary<string, string?> environment = resolved.Project.Services["db"].Environment;
        Assert.Equal(resolved.Secrets["DB_PASSWORD"].Reveal(), environment["POSTGRES_PASSWORD"]);
        Assert.Equal(32, environment["POSTGRES_PASSWORD"]!.Length);
        Assert.Equal("http://localhost", environment["SITE"]);
        Assert.Equal("acme/acme", environment["ID"]);
        Assert.Equal(["ANON_KEY", "DB_PASSWORD", "JWT_SECRET"], resolved.GeneratedSecrets.Order());
        Assert.Equal("""{"role":"anon","ref":"acme","iat":1000,"exp":865000}""", Encoding.UTF8.GetString(Base64Url.DecodeFromChars(environment["TOKEN"]!.Split('.')[1])));
        Assert.True(SecretGenerator.IsSignedWith(resolved.Secrets["ANON_KEY"], resolved.Secrets["JWT_SECRET"]));
        Assert.Equal("acme", resolved.Project.Name);
        Assert.Equal("2", resolved.Manifest.Version);
        Assert.StartsWith("sha256:", resolved.RevisionDigest, StringComparison.Ordinal);
        Assert.Equal("http://localhost", resolved.Variables["SITE_URL"]);
        Assert.Empty(resolved.StoredVariables);
        Assert.Equal(["ANON_KEY", "DB_PASSWORD", "JWT_SECRET"], resolved.StoredSecrets.Keys.Order());
        Assert.False(resolved.Project.Extensions.ContainsKey("x-provisioning"));
        Assert.False(resolved.FullProject.Extensions.ContainsKey("x-provisioning"));
    }

    [Fact]
    public void What_is_kept_stays_the_same_and_so_does_the_digest()
    {
        ResolvedTemplate first = TemplateResolver.Resolve(Given.Options(Given.Template(Stack)));
        ResolvedTemplate second = Again(first, []);
        Assert.Empty(second.GeneratedSecrets);
        Assert.Equal(first.Secrets["ANON_KEY"], second.Secrets["ANON_KEY"]);
        Assert.Equal(first.RevisionDigest, second.RevisionDigest);
    }

    [Fact]
    public void The_request_wins_over_what_is_kept_over_what_is_made_over_the_default()
    {
        ProjectTemplate template = Given.Template("""
            services: { a: { image: x, environment: { A: "${A}", B: "${B}", C: "${C}", D: "${D}", E: "${E}", F: "${F:-inline}" } } }
            x-provisioning:
              secrets: { A: { generate: hex }, B: { generate: hex } }
              variables: { C: { default: default-c }, D: { default: default-d }, E: }
            """,
            (".env", "C=file\nD=file\nE=file\nA=file"));
        ResolvedTemplate resolved = TemplateResolver.Resolve(Given.Options(
            template,
            secrets: new() { ["A"] = "request-a" },
            storedSecrets: new() { ["A"] = "stored-a", ["B"] = "stored-b" },
            storedVariables: new() { ["C"] = "stored-c" }));
        Assert.Equal(
            ["request-a", "stored-b", "stored-c", "default-d", "file", "inline"],
            resolved.Project.Services["a"].Environment.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => entry.Value));
        Assert.Equal(["C"], resolved.StoredVariables.Keys);
    }

    [Fact]
    public void A_secret_never_comes_from_the_file_that_all_projects_share()
    {
        ProjectTemplate template = Given.Template("services: { a: { image: x, environment: { P: \"${P}\" } } }\nx-provisioning: { secrets: { P: {} } }", (".env", "P=changeme"));
        Assert.Contains(Given.Problems(Given.Options(template)), problem => problem.Code == "secret_missing");
    }

    [Fact]
    public void A_new_key_makes_new_tokens_where_we_made_the_old_ones()
    {
        ResolvedTemplate first = TemplateResolver.Resolve(Given.Options(Given.Template(Stack)));
        ResolvedTemplate second = Again(first, new() { ["JWT_SECRET"] = "another key" });
        Assert.NotEqual(first.Secrets["ANON_KEY"], second.Secrets["ANON_KEY"]);
        Assert.True(SecretGenerator.IsSignedWith(second.Secrets["ANON_KEY"], new Secret("another key")));
        Assert.Equal(["ANON_KEY"], second.GeneratedSecrets);

        var foreign = new Secret("a.foreign.token");
        ResolvedTemplate kept = TemplateResolver.Resolve(Given.Options(
            Given.Template(Stack),
            secrets: new() { ["JWT_SECRET"] = "another key" },
            storedSecrets: new() { ["JWT_SECRET"] = "old key", ["ANON_KEY"] = foreign.Reveal(), ["DB_PASSWORD"] = "password" }));
        Assert.Equal(foreign, kept.Secrets["ANON_KEY"]);
    }

    [Fact]
    public void Without_generation_everything_that_is_missing_is_listed_at_once_with_its_place()
    {
        IReadOnlyList<TemplateProblem> problems = Given.Problems(Given.Options(Given.Template(Stack), generate: false));
        TemplateProblem[] missing = [.. problems.Where(problem => problem.Code == "secret_missing")];
        Assert.Equal(["x-provisioning.secrets.DB_PASSWORD", "x-provisioning.secrets.JWT_SECRET", "x-provisioning.secrets.ANON_KEY"], missing.Select(problem => problem.Path));
        Assert.Equal([12, 13, 14], missing.Select(problem => problem.Line));
        Assert.All(problems, problem => Assert.Equal("secret_missing", problem.Code));
    }

    [Fact]
    public void Every_unset_variable_is_listed_with_the_places_where_it_is_used()
    {
        ProjectTemplate template = Given.Template("""
            services:
              a:
                image: x
                environment:
                  ONE: ${NOT_THERE}
                  TWO: $ALSO_NOT
                  THREE: ${FINE:-default}
                  FOUR: ${NEEDED}
                  FIVE: ${GIVEN_ONLY}
            x-provisioning:
              secrets: { GIVEN_ONLY: {} }
              variables: { NEEDED: { required: true, description: what it is } }
            """);
        IReadOnlyList<TemplateProblem> problems = Given.Problems(Given.Options(template));
        Assert.Contains(problems, problem => problem.Message.Contains("NOT_THERE", StringComparison.Ordinal) && problem.Line == 5);
        Assert.Contains(problems, problem => problem.Message.Contains("ALSO_NOT", StringComparison.Ordinal) && problem.Line == 6);
        Assert.Contains(problems, problem => problem.Code == "variable_missing" && problem.Message.Contains("NEEDED", StringComparison.Ordinal) && problem.Message.Contains("what it is", StringComparison.Ordinal) && problem.Line == 12);
        Assert.Contains(problems, problem => problem.Code == "secret_missing" && problem.Message.Contains("GIVEN_ONLY", StringComparison.Ordinal));
        Assert.DoesNotContain(problems, problem => problem.Message.Contains("FINE", StringComparison.Ordinal));
        Assert.Equal(4, problems.Count);
    }

    [Fact]
    public void An_empty_secret_is_not_a_secret() =>
        Assert.Equal("secret_empty", Assert.Single(Given.Problems(Given.Options(Given.Template(Stack), secrets: new() { ["DB_PASSWORD"] = "" }))).Code);

    [Fact]
    public void The_domain_is_a_variable_only_when_there_is_one()
    {
        ProjectTemplate template = Given.Template("services: { a: { image: x, environment: { D: \"${PROJECT_DOMAIN:-none}\" } } }");
        Assert.Equal("none", TemplateResolver.Resolve(Given.Options(template)).Project.Services["a"].Environment["D"]);
        Assert.Equal("acme.example.com", TemplateResolver.Resolve(Given.Options(template, domain: "acme.example.com")).Project.Services["a"].Environment["D"]);
    }

    [Fact]
    public void The_environment_of_the_process_is_never_seen()
    {
        Environment.SetEnvironmentVariable("C2_ONLY_IN_PROCESS", "leaked");
        ProjectTemplate template = Given.Template("""
            services: { a: { image: x, environment: [ "C2_ONLY_IN_PROCESS", "B=${C2_ONLY_IN_PROCESS:-unseen}", "P=${PATH:-unseen}", "H=${HOME:-unseen}" ] } }
            """);
        IReadOnlyDictionary<string, string?> environment = TemplateResolver.Resolve(Given.Options(template)).Project.Services["a"].Environment;
        Assert.Null(environment["C2_ONLY_IN_PROCESS"]);
        Assert.Equal(("unseen", "unseen", "unseen"), (environment["B"], environment["P"], environment["H"]));
    }

    [Fact]
    public void A_value_that_nothing_uses_is_a_slip_unless_told_otherwise()
    {
        TemplateProblem problem = Assert.Single(Given.Problems(Given.Options(Given.Template(Stack), secrets: new() { ["DB_PASWORD"] = "typo-value" })));
        Assert.Equal("value_unknown", problem.Code);
        Assert.Contains("DB_PASWORD", problem.Message, StringComparison.Ordinal);
        Assert.Contains("DB_PASSWORD", problem.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("typo-value", problem.Message, StringComparison.Ordinal);
        ResolvedTemplate resolved = TemplateResolver.Resolve(Given.Options(Given.Template(Stack), secrets: new() { ["DB_PASWORD"] = "x" }, ignoreUnknown: true));
        Assert.False(resolved.Secrets.ContainsKey("DB_PASWORD"));
    }

    [Theory]
    [InlineData("services: { a: { image: x, environment: { A: \"${NAME}\" } } }")]
    [InlineData("services: { a: { image: x, environment: { A: \"${OTHER:-$NAME}\" } } }")]
    [InlineData("services: { a: { image: x, environment: [NAME] } }")]
    [InlineData("services: { a: { image: x, environment: { NAME: } } }")]
    [InlineData("services: { a: { image: x, secrets: [s] } }\nsecrets: { s: { environment: NAME } }")]
    [InlineData("services: { a: { image: x, env_file: a.env } }")]
    [InlineData("include: [more.yaml]\nservices: { a: { image: x } }")]
    public void A_value_that_is_used_in_any_way_is_taken_and_kept(string compose)
    {
        ProjectTemplate template = Given.Template(compose, ("a.env", "X=${NAME}"), ("more.yaml", "services: { m: { image: x, environment: { A: \"$NAME\" } } }"));
        ResolvedTemplate resolved = TemplateResolver.Resolve(Given.Options(template, secrets: new() { ["NAME"] = "the-value" }));
        Assert.Equal("the-value", resolved.StoredSecrets["NAME"].Reveal());
        ResolvedTemplate again = Again(resolved, [], template);
        Assert.Equal("the-value", again.Secrets["NAME"].Reveal());
        Assert.Equal(resolved.RevisionDigest, again.RevisionDigest);
    }

    [Fact]
    public void What_is_kept_and_no_longer_used_is_left_out_quietly()
    {
        ResolvedTemplate resolved = TemplateResolver.Resolve(Given.Options(Given.Template(Stack), storedSecrets: new() { ["OLD"] = "x" }, storedVariables: new() { ["OLD_TOO"] = "y" }));
        Assert.False(resolved.Secrets.ContainsKey("OLD"));
        Assert.False(resolved.Variables.ContainsKey("OLD_TOO"));
    }

    [Theory]
    [InlineData("PROJECT_ID")]
    [InlineData("PROJECT_DOMAIN")]
    [InlineData("COMPOSE_PROJECT_NAME")]
    public void Built_in_variables_cannot_be_given(string name)
    {
        Assert.Equal("value_reserved", Given.Problems(Given.Options(Given.Template(Stack), variables: new() { [name] = "x" }))[0].Code);
        Assert.Equal("value_reserved", Given.Problems(Given.Options(Given.Template(Stack), secrets: new() { [name] = "x" }))[0].Code);
    }

    [Fact]
    public void A_variable_given_as_a_secret_is_one()
    {
        ResolvedTemplate resolved = TemplateResolver.Resolve(Given.Options(Given.Template(Stack), secrets: new() { ["SITE_URL"] = "https://hidden" }));
        Assert.False(resolved.Variables.ContainsKey("SITE_URL"));
        Assert.Equal("https://hidden", resolved.Project.Services["db"].Environment["SITE"]);
    }

    [Fact]
    public void A_secret_given_as_a_variable_is_not_shown()
    {
        ResolvedTemplate resolved = TemplateResolver.Resolve(Given.Options(Given.Template(Stack), variables: new() { ["DB_PASSWORD"] = "given" }));
        Assert.False(resolved.Variables.ContainsKey("DB_PASSWORD"));
        Assert.Equal("given", resolved.Secrets["DB_PASSWORD"].Reveal());
    }

    [Fact]
    public void Defaults_may_use_other_variables_but_not_secrets_and_not_themselves()
    {
        const string Head = "services: { a: { image: x, environment: { A: \"${A:-}\" } } }\nx-provisioning:\n  secrets: { S: { generate: hex } }\n  variables:\n";
        ResolvedTemplate resolved = TemplateResolver.Resolve(Given.Options(Given.Template(Head + "    A: https://${B}/${PROJECT_ID}\n    B: ${PROJECT_DOMAIN:-localhost}\n"), domain: "example.com"));
        Assert.Equal("https://example.com/acme", resolved.Variables["A"]);
        Assert.Contains(Given.Problems(Given.Options(Given.Template(Head + "    A: x${S}\n"))), problem => problem.Code == "manifest_default_secret");
        Assert.Contains(Given.Problems(Given.Options(Given.Template(Head + "    A: ${B}\n    B: ${A}\n"))), problem => problem.Code == "manifest_default_cycle");
        Assert.Contains(Given.Problems(Given.Options(Given.Template(Head + "    A: ${A}\n"))), problem => problem.Code == "manifest_default_cycle");
    }

    [Fact]
    public void A_line_of_the_env_file_that_is_made_from_a_secret_is_a_secret()
    {
        ProjectTemplate template = Given.Template(
            "services: { a: { image: x, environment: { U: \"${DATABASE_URL}\" } } }\nx-provisioning: { secrets: { P: { generate: password } } }",
            (".env", "DATABASE_URL=postgres://u:${P}@db\nPLAIN=1"));
        ResolvedTemplate resolved = TemplateResolver.Resolve(Given.Options(template));
        Assert.Equal($"postgres://u:{resolved.Secrets["P"].Reveal()}@db", resolved.Project.Services["a"].Environment["U"]);
        Assert.True(resolved.Secrets.ContainsKey("DATABASE_URL"));
        Assert.False(resolved.Variables.ContainsKey("DATABASE_URL"));
        Assert.False(resolved.StoredSecrets.ContainsKey("DATABASE_URL"));
        Assert.Equal("1", resolved.Variables["PLAIN"]);
    }

    [Fact]
    public void Secrets_are_masked_in_every_message()
    {
        ProjectTemplate template = Given.Template("""
            services:
              a:
                image: x
                ports: [ "${P}:80" ]
                network_mode: ${P}
                volumes: [ "/${P}:/x" ]
                labels: { com.docker.compose.x: "${P}" }
                healthcheck: { interval: "${P}" }
                restart: ${P}
                container_name: ${P}
            x-provisioning: { secrets: { P: {} } }
            """);
        TemplateException exception = Assert.Throws<TemplateException>(() => TemplateResolver.Resolve(Given.Options(template, secrets: new() { ["P"] = "canary-4711" })));
        Assert.DoesNotContain("canary-4711", exception.ToString(), StringComparison.Ordinal);
        Assert.All(exception.Problems, problem => Assert.DoesNotContain("canary-4711", problem.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public void Problems_of_values_policy_and_files_come_together()
    {
        ProjectTemplate template = Given.Template("""
            services:
              a:
                image: x
                privileged: true
                volumes: [ "./missing.conf:/etc/x", "/etc:/etc" ]
            x-provisioning:
              secrets: { NEEDED: {} }
              endpoints: { e: { service: a, port: 80 } }
            """);
        Assert.Equal(
            ["policy_host_path", "policy_privileged", "secret_missing", "template_file_missing", "value_unknown"],
            Given.Problems(Given.Options(template, variables: new() { ["UNKNOWN"] = "x" })).Select(problem => problem.Code).Order());
    }

    [Fact]
    public void Endpoints_of_unknown_services_are_found_after_includes()
    {
        ProjectTemplate template = Given.Template("include: [more.yaml]\nservices: { a: { image: x } }\nx-provisioning: { endpoints: { e: { service: m, port: 80 }, f: { service: n, port: 80 } }, stateful: [m, o] }", ("more.yaml", "services: { m: { image: x } }"));
        Assert.Equal(["x-provisioning.endpoints.f.service", "x-provisioning.stateful"], Given.Problems(Given.Options(template)).Select(problem => problem.Path).Order());
    }

    [Fact]
    public void Wrong_options_are_wrong_use()
    {
        Assert.Throws<ArgumentException>(() => TemplateResolver.Resolve(Given.Options(Given.Template(Stack), salt: new byte[15])));
        foreach (string directory in (string[])["", "relative", "/", "//", "/..", "~/x"])
        {
            Assert.Throws<ArgumentException>(() => TemplateResolver.Resolve(Given.Options(Given.Template(Stack), workingDirectory: directory)));
        }
    }

    [Fact]
    public void The_working_directory_is_the_one_given_and_the_compose_file_may_lie_deeper()
    {
        ProjectTemplate template = ProjectTemplate.FromFiles("t", "deploy/compose.yaml",
        [
            new TemplateFile("deploy/compose.yaml", "services: { a: { image: \"${I}\", volumes: [\"../conf/a:/a:ro\", \"./b:/b:ro\"] } }"u8.ToArray()),
            new TemplateFile("deploy/b", "b"u8.ToArray()),
            new TemplateFile("deploy/.env", "I=nginx"u8.ToArray()),
            new TemplateFile("conf/a", "a"u8.ToArray()),
        ]);
        ResolvedTemplate resolved = TemplateResolver.Resolve(Given.Options(template, workingDirectory: "/srv/x"));
        Assert.Equal("/srv/x/deploy", resolved.Project.WorkingDirectory);
        Assert.Equal("nginx", resolved.Project.Services["a"].Image);
        Assert.Equal(["conf/a", "deploy/b"], resolved.Mounts.Select(mount => mount.SourcePath));
    }

    private static ResolvedTemplate Again(ResolvedTemplate first, Dictionary<string, string> secrets, ProjectTemplate? template = null) =>
        TemplateResolver.Resolve(Given.Options(
            template ?? Given.Template(Stack),
            secrets: secrets,
            storedSecrets: first.StoredSecrets.ToDictionary(pair => pair.Key, pair => pair.Value.Reveal()),
            storedVariables: first.StoredVariables.ToDictionary()));
}
