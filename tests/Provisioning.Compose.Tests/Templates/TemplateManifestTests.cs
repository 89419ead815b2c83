using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;

namespace Provisioning.Compose.Tests.Templates;

public sealed class TemplateManifestTests
{
    private const string Complete = """
        x-provisioning:
          version: 3
          secrets:
            DB_PASSWORD: { generate: password, length: 24, description: The database's. }
            JWT_SECRET:  { generate: hex, bytes: 40 }
            ANON_KEY:    { generate: jwt, key: JWT_SECRET, claims: { role: anon, level: 2, admin: false, ratio: 0.5, tags: [a, "1"], none: ~ }, expires: 3650d }
            ID:          { generate: uuid }
            KEY64:       { generate: base64 }
            SMTP_PASSWORD: {}
            API_KEY:
          variables:
            SITE_URL: { default: "http://localhost" }
            MODE: { required: true, description: What it does. }
            WORKERS: 4
            EMPTY: { default: "" }
            OPTIONAL:
          endpoints:
            api: { service: web, port: 8000 }
            realtime: { service: web, port: 8000, scheme: ws, path: /realtime/v1 }
            db: { service: db, port: 5432, url: "postgresql://postgres:${DB_PASSWORD}@{host}:{port}/postgres" }
          stateful: [ db ]
        """;

    [Fact]
    public void A_template_without_the_section_has_an_empty_manifest() => Assert.Same(TemplateManifest.Empty, Given.Manifest("# nothing"));

    [Fact]
    public void A_null_section_is_an_empty_manifest() => Assert.Same(TemplateManifest.Empty, Given.Manifest("x-provisioning:"));

    [Fact]
    public void A_complete_section_is_read()
    {
        TemplateManifest manifest = Given.Manifest(Complete);
        Assert.Equal("3", manifest.Version);
        Assert.Equal(["db"], manifest.StatefulServices);
        Assert.Equal(["DB_PASSWORD", "JWT_SECRET", "ANON_KEY", "ID", "KEY64", "SMTP_PASSWORD", "API_KEY"], manifest.Secrets.Keys);
        Assert.Equal((TemplateSecretKind.Password, 24, "The database's."), (manifest.Secrets["DB_PASSWORD"].Kind, manifest.Secrets["DB_PASSWORD"].Length, manifest.Secrets["DB_PASSWORD"].Description));
        Assert.Equal((TemplateSecretKind.Hex, 40), (manifest.Secrets["JWT_SECRET"].Kind, manifest.Secrets["JWT_SECRET"].Bytes));
        Assert.Equal(TemplateSecretKind.Uuid, manifest.Secrets["ID"].Kind);
        Assert.Equal((TemplateSecretKind.Base64, 32), (manifest.Secrets["KEY64"].Kind, manifest.Secrets["KEY64"].Bytes));
        Assert.Equal(TemplateSecretKind.Given, manifest.Secrets["SMTP_PASSWORD"].Kind);
        Assert.Equal(TemplateSecretKind.Given, manifest.Secrets["API_KEY"].Kind);
        TemplateSecret token = manifest.Secrets["ANON_KEY"];
        Assert.Equal(("JWT_SECRET", TimeSpan.FromDays(3650)), (token.KeyName, token.Expires));
        Assert.Equal("""{"role":"anon","level":2,"admin":false,"ratio":0.5,"tags":["a","1"],"none":null}""", "{" + string.Join(',', token.Claims.Select(claim => $"\"{claim.Key}\":{claim.Value.GetRawText()}")) + "}");
        Assert.Equal("http://localhost", manifest.Variables["SITE_URL"].Default);
        Assert.Equal((true, "What it does.", null), (manifest.Variables["MODE"].IsRequired, manifest.Variables["MODE"].Description, manifest.Variables["MODE"].Default));
        Assert.Equal("4", manifest.Variables["WORKERS"].Default);
        Assert.Equal("", manifest.Variables["EMPTY"].Default);
        Assert.Null(manifest.Variables["OPTIONAL"].Default);
        Assert.False(manifest.Variables["OPTIONAL"].IsRequired);
        Assert.Equal(["api (web:8000)", "realtime (web:8000)", "db (db:5432)"], manifest.Endpoints.Select(endpoint => endpoint.ToString()));
        Assert.Equal(("http", null, null), (manifest.Endpoints[0].Scheme, manifest.Endpoints[0].Path, manifest.Endpoints[0].AddressTemplate));
        Assert.Equal(("ws", "/realtime/v1"), (manifest.Endpoints[1].Scheme, manifest.Endpoints[1].Path));
        Assert.Equal("postgresql://postgres:${DB_PASSWORD}@{host}:{port}/postgres", manifest.Endpoints[2].AddressTemplate);
    }

    [Fact]
    public void Places_are_kept()
    {
        ComposeSourceLocation location = Given.Manifest(Complete).Secrets["ID"].Location!;
        Assert.Equal("compose.yaml:10:5", location.ToString());
    }

    [Theory]
    [InlineData("version: 1.2.3", "1.2.3")]
    [InlineData("version: '2026-01'", "2026-01")]
    [InlineData("version: 0x10", "0x10")]
    public void A_version_is_a_number_or_a_text(string line, string version) => Assert.Equal(version, Given.Manifest("x-provisioning: { " + line + " }").Version);

    /// <summary>A number is what the loader makes of it, and what Compose would.</summary>
    [Theory]
    [InlineData("0x20", 32)]
    [InlineData("0o40", 32)]
    [InlineData("040", 32)]
    [InlineData("0b100000", 32)]
    [InlineData("3_2", 32)]
    [InlineData("+32", 32)]
    [InlineData("!!int '32'", 32)]
    [InlineData("*n", 24)]
    public void Whole_numbers_are_read_in_every_notation(string text, int length)
    {
        TemplateManifest manifest = Given.Manifest($"x-n: &n 24\nx-provisioning: {{ secrets: {{ K: {{ generate: password, length: {text} }} }} }}");
        Assert.Equal(length, manifest.Secrets["K"].Length);
        ComposeProject project = TestProject.Load($"x-n: &n 24\nservices: {{ a: {{ image: x }} }}\nx-length: {text}");
        Assert.Equal(length, project.Extensions["x-length"].GetInt32());
    }

    [Theory]
    [InlineData("'32'")]
    [InlineData("32.0")]
    [InlineData("08")]
    [InlineData("!!str 32")]
    [InlineData("")]
    public void What_is_no_whole_number_is_refused(string text) =>
        Assert.Equal("manifest_wrong_type", Assert.Single(Given.ManifestProblems($"x-provisioning: {{ secrets: {{ K: {{ generate: password, length: {text} }} }} }}")).Code);

    /// <summary>Where a text is wanted a number is a text, and nothing of it is lost.</summary>
    [Theory]
    [InlineData("010", "010")]
    [InlineData("1.10", "1.10")]
    [InlineData("1_000", "1_000")]
    [InlineData("0x10", "0x10")]
    [InlineData("1e3", "1e3")]
    [InlineData("on", "on")]
    [InlineData("True", "True")]
    [InlineData("2024-01-01", "2024-01-01")]
    [InlineData("12:30:45", "12:30:45")]
    [InlineData("'a: b'", "a: b")]
    [InlineData("\"a\\tb\"", "a\tb")]
    [InlineData("''", "")]
    [InlineData("*t", "anchored")]
    public void A_default_is_the_text_as_written(string text, string expected) =>
        Assert.Equal(expected, Given.Manifest($"x-t: &t anchored\nx-provisioning: {{ variables: {{ A: {{ default: {text} }}, B: {text} }} }}").Variables["A"].Default);

    [Fact]
    public void Merge_keys_are_taken_in_the_order_of_the_loader()
    {
        const string Yaml = """
            x-far: &far { length: 60, description: far }
            x-near: &near { <<: *far, length: 50 }
            x-other: &other { description: other, generate: password }
            x-provisioning:
              secrets:
                K: { <<: [*near, *other] }
                L: { <<: *near, length: 40, generate: password }
            services: { a: { image: x } }
            x-k: { <<: [*near, *other] }
            """;
        TemplateManifest manifest = TemplateManifest.Read(Given.Template(Yaml));
        Assert.Equal((50, "far", TemplateSecretKind.Password), (manifest.Secrets["K"].Length, manifest.Secrets["K"].Description, manifest.Secrets["K"].Kind));
        Assert.Equal(40, manifest.Secrets["L"].Length);
        Assert.Equal("""{"description":"far","generate":"password","length":50}""", TestProject.Load(Yaml).Extensions["x-k"].GetRawText());
    }

    [Fact]
    public void What_the_loader_reads_the_manifest_reads()
    {
        const string Yaml = "services: {a: {image: x, command: [\na,\n-,\n\"b\nc\"]}}\nx-provisioning:\n  stateful: [\n  a\n]\n";
        Assert.Equal(["a", "-", "b c"], TestProject.Load(Yaml).Services["a"].Command!);
        Assert.Equal(["a"], TemplateManifest.Read(Given.Template(Yaml)).StatefulServices);
    }

    [Theory]
    [InlineData("12h", 12 * 3600)]
    [InlineData("1d12h", 36 * 3600)]
    [InlineData("90m", 5400)]
    [InlineData("2w", 14 * 86400)]
    [InlineData("30s", 30)]
    public void Times_are_read(string text, int seconds)
    {
        TemplateManifest manifest = Given.Manifest($"x-provisioning: {{ secrets: {{ K: {{ generate: hex }}, T: {{ generate: jwt, key: K, expires: {text} }} }} }}");
        Assert.Equal(TimeSpan.FromSeconds(seconds), manifest.Secrets["T"].Expires);
    }

    [Theory]
    [InlineData("[]", "manifest_wrong_type", "x-provisioning")]
    [InlineData("text", "manifest_wrong_type", "x-provisioning")]
    [InlineData("{ secret: {} }", "manifest_unknown_key", "x-provisioning.secret")]
    [InlineData("{ version: [1] }", "manifest_wrong_type", "x-provisioning.version")]
    [InlineData("{ version: 'a b' }", "manifest_bad_value", "x-provisioning.version")]
    [InlineData("{ secrets: [A] }", "manifest_wrong_type", "x-provisioning.secrets")]
    [InlineData("{ secrets: { A: password } }", "manifest_wrong_type", "x-provisioning.secrets.A")]
    [InlineData("{ secrets: { 1A: {} } }", "manifest_bad_name", "x-provisioning.secrets.1A")]
    [InlineData("{ secrets: { A-B: {} } }", "manifest_bad_name", "x-provisioning.secrets.A-B")]
    [InlineData("{ secrets: { PROJECT_ID: {} } }", "manifest_bad_name", "x-provisioning.secrets.PROJECT_ID")]
    [InlineData("{ variables: { COMPOSE_PROJECT_NAME: x } }", "manifest_bad_name", "x-provisioning.variables.COMPOSE_PROJECT_NAME")]
    [InlineData("{ secrets: { A: { generate: random } } }", "manifest_bad_value", "x-provisioning.secrets.A.generate")]
    [InlineData("{ secrets: { A: { generate: password, size: 3 } } }", "manifest_unknown_key", "x-provisioning.secrets.A.size")]
    [InlineData("{ secrets: { A: { generate: password, length: 7 } } }", "manifest_bad_value", "x-provisioning.secrets.A.length")]
    [InlineData("{ secrets: { A: { generate: password, length: 99999 } } }", "manifest_bad_value", "x-provisioning.secrets.A.length")]
    [InlineData("{ secrets: { A: { generate: password, length: long } } }", "manifest_wrong_type", "x-provisioning.secrets.A.length")]
    [InlineData("{ secrets: { A: { generate: password, length: 32.5 } } }", "manifest_wrong_type", "x-provisioning.secrets.A.length")]
    [InlineData("{ secrets: { A: { generate: password, length: -1 } } }", "manifest_bad_value", "x-provisioning.secrets.A.length")]
    [InlineData("{ secrets: { A: { generate: hex, bytes: 4 } } }", "manifest_bad_value", "x-provisioning.secrets.A.bytes")]
    [InlineData("{ secrets: { A: { generate: hex, length: 32 } } }", "manifest_bad_value", "x-provisioning.secrets.A.length")]
    [InlineData("{ secrets: { A: { generate: password, bytes: 32 } } }", "manifest_bad_value", "x-provisioning.secrets.A.bytes")]
    [InlineData("{ secrets: { A: { length: 32 } } }", "manifest_bad_value", "x-provisioning.secrets.A.length")]
    [InlineData("{ secrets: { A: { generate: hex, key: A } } }", "manifest_bad_value", "x-provisioning.secrets.A.key")]
    [InlineData("{ secrets: { A: { generate: jwt } } }", "manifest_missing_key", "x-provisioning.secrets.A")]
    [InlineData("{ secrets: { A: { generate: jwt, key: B } } }", "manifest_unknown_secret", "x-provisioning.secrets.A.key")]
    [InlineData("{ secrets: { A: { generate: jwt, key: A } } }", "manifest_key_cycle", "x-provisioning.secrets.A.key")]
    [InlineData("{ secrets: { K: {}, A: { generate: jwt, key: K, expires: soon } } }", "manifest_bad_value", "x-provisioning.secrets.A.expires")]
    [InlineData("{ secrets: { K: {}, A: { generate: jwt, key: K, expires: 0d } } }", "manifest_bad_value", "x-provisioning.secrets.A.expires")]
    [InlineData("{ secrets: { K: {}, A: { generate: jwt, key: K, expires: 10 } } }", "manifest_bad_value", "x-provisioning.secrets.A.expires")]
    [InlineData("{ secrets: { K: {}, A: { generate: jwt, key: K, expires: 999999999w } } }", "manifest_bad_value", "x-provisioning.secrets.A.expires")]
    [InlineData("{ secrets: { K: {}, A: { generate: jwt, key: K, expires: 1d, claims: { exp: 1 } } } }", "manifest_bad_value", "x-provisioning.secrets.A.expires")]
    [InlineData("{ secrets: { K: {}, A: { generate: jwt, key: K, claims: [role] } } }", "manifest_wrong_type", "x-provisioning.secrets.A.claims")]
    [InlineData("{ variables: { A: { value: 1 } } }", "manifest_unknown_key", "x-provisioning.variables.A.value")]
    [InlineData("{ variables: { A: { default: [1] } } }", "manifest_wrong_type", "x-provisioning.variables.A.default")]
    [InlineData("{ variables: { A: { required: maybe } } }", "manifest_wrong_type", "x-provisioning.variables.A.required")]
    [InlineData("{ variables: { A: { required: true, default: x } } }", "manifest_bad_value", "x-provisioning.variables.A")]
    [InlineData("{ variables: { A: [x] } }", "manifest_wrong_type", "x-provisioning.variables.A")]
    [InlineData("{ secrets: { A: {} }, variables: { A: x } }", "manifest_duplicate", "x-provisioning.variables.A")]
    [InlineData("{ endpoints: { e: web } }", "manifest_wrong_type", "x-provisioning.endpoints.e")]
    [InlineData("{ endpoints: { e: { service: web } } }", "manifest_missing_key", "x-provisioning.endpoints.e")]
    [InlineData("{ endpoints: { e: { port: 80 } } }", "manifest_missing_key", "x-provisioning.endpoints.e")]
    [InlineData("{ endpoints: { e: { service: nope, port: 80 } } }", "manifest_unknown_service", "x-provisioning.endpoints.e.service")]
    [InlineData("{ endpoints: { e: { service: web, port: 0 } } }", "manifest_bad_value", "x-provisioning.endpoints.e.port")]
    [InlineData("{ endpoints: { e: { service: web, port: 70000 } } }", "manifest_bad_value", "x-provisioning.endpoints.e.port")]
    [InlineData("{ endpoints: { e: { service: web, port: http } } }", "manifest_wrong_type", "x-provisioning.endpoints.e.port")]
    [InlineData("{ endpoints: { e: { service: web, port: 80, scheme: 'h t' } } }", "manifest_bad_value", "x-provisioning.endpoints.e.scheme")]
    [InlineData("{ endpoints: { e: { service: web, port: 80, path: rest } } }", "manifest_bad_value", "x-provisioning.endpoints.e.path")]
    [InlineData("{ endpoints: { e: { service: web, port: 80, url: 'x://{host}', path: /a } } }", "manifest_bad_value", "x-provisioning.endpoints.e")]
    [InlineData("{ endpoints: { e: { service: web, port: 80, protocol: tcp } } }", "manifest_unknown_key", "x-provisioning.endpoints.e.protocol")]
    [InlineData("{ endpoints: { 'a b': { service: web, port: 80 } } }", "manifest_bad_name", "x-provisioning.endpoints.a b")]
    [InlineData("{ stateful: db }", "manifest_wrong_type", "x-provisioning.stateful")]
    [InlineData("{ stateful: [nope] }", "manifest_unknown_service", "x-provisioning.stateful")]
    [InlineData("{ stateful: [[ db ]] }", "manifest_wrong_type", "x-provisioning.stateful[0]")]
    public void A_wrong_section_is_refused_with_code_and_place(string section, string code, string path)
    {
        TemplateProblem problem = Assert.Single(Given.ManifestProblems("x-provisioning: " + section));
        Assert.Equal((code, path, "compose.yaml"), (problem.Code, problem.Path, problem.File));
        Assert.EndsWith(".", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void All_problems_come_at_once_in_the_order_of_the_file()
    {
        IReadOnlyList<TemplateProblem> problems = Given.ManifestProblems("""
            x-provisioning:
              colour: red
              secrets:
                A: { generate: nothing }
                B: { generate: jwt, key: NOPE }
              variables:
                C: { default: {} }
              endpoints:
                e: { service: nope, port: 99999 }
            """);
        Assert.Equal(
            ["manifest_unknown_key", "manifest_bad_value", "manifest_unknown_secret", "manifest_wrong_type", "manifest_unknown_service", "manifest_bad_value"],
            problems.Select(problem => problem.Code));
        Assert.Equal(problems.Select(problem => problem.Line).Order(), problems.Select(problem => problem.Line));
        Assert.All(problems, problem => Assert.True(problem.Line > 3 && problem.Column > 0));
    }

    [Fact]
    public void A_circle_of_keys_is_found_however_long()
    {
        IReadOnlyList<TemplateProblem> problems = Given.ManifestProblems("""
            x-provisioning:
              secrets:
                A: { generate: jwt, key: B }
                B: { generate: jwt, key: C }
                C: { generate: jwt, key: A }
                D: { generate: jwt, key: A }
            """);
        Assert.Equal(3, problems.Count);
        Assert.All(problems, problem => Assert.Equal("manifest_key_cycle", problem.Code));
        Assert.Contains("A -> B -> C -> A", problems[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Anchors_and_merge_keys_are_followed()
    {
        TemplateManifest manifest = Given.Manifest("""
            x-key: &key { generate: hex, bytes: 16 }
            x-provisioning:
              secrets:
                A: *key
                B: { <<: *key, bytes: 20 }
            """);
        Assert.Equal((TemplateSecretKind.Hex, 16), (manifest.Secrets["A"].Kind, manifest.Secrets["A"].Bytes));
        Assert.Equal((TemplateSecretKind.Hex, 20), (manifest.Secrets["B"].Kind, manifest.Secrets["B"].Bytes));
    }

    [Fact]
    public void Services_of_an_include_are_not_missed() =>
        Assert.Single(Given.Manifest("include: [more.yaml]\nx-provisioning: { endpoints: { e: { service: elsewhere, port: 80 } } }").Endpoints);

    [Theory]
    [InlineData("services: [\n", "invalid_yaml")]
    [InlineData("a: b: c", "invalid_yaml")]
    [InlineData("a: 1\na: 2", "duplicate_key")]
    [InlineData("x-provisioning: { variables: { A: x, A: y } }", "duplicate_key")]
    [InlineData("x-provisioning: *nowhere", "unknown_anchor")]
    [InlineData("x-provisioning: &a { variables: { A: *a } }", "alias_cycle")]
    [InlineData("x-provisioning:\n\tversion: 1", "invalid_yaml")]
    public void What_is_not_YAML_is_one_problem_with_a_place(string text, string code)
    {
        TemplateProblem problem = Assert.Single(Assert.Throws<TemplateException>(() => TemplateManifest.Read(Given.Template(text))).Problems);
        Assert.Equal(code, problem.Code);
        Assert.True(problem.Line > 0);
    }

    [Fact]
    public void A_file_that_is_too_deep_does_not_end_the_process()
    {
        string deep = "x: " + new string('[', 100_000);
        Assert.Equal("too_deep", Assert.Throws<TemplateException>(() => TemplateManifest.Read(Given.Template(deep))).Problems[0].Code);
    }

    [Fact]
    public void An_alias_bomb_in_claims_is_refused_quickly()
    {
        string bomb = "x-a: &a [1,1,1,1,1,1,1,1,1,1]\n" + string.Concat(Enumerable.Range(0, 12).Select(i => $"x-{(char)('b' + i)}: &{(char)('b' + i)} [{string.Join(',', Enumerable.Repeat("*" + (char)('a' + i), 10))}]\n"));
        IReadOnlyList<TemplateProblem> problems = Given.ManifestProblems(bomb + "x-provisioning: { secrets: { K: {}, T: { generate: jwt, key: K, claims: { c: *m } } } }");
        Assert.Equal("x-provisioning.secrets.T.claims.c", Assert.Single(problems).Path);
    }

    [Fact]
    public void Bytes_that_are_not_UTF8_are_a_problem() =>
        Assert.Equal("invalid_encoding", Assert.Throws<TemplateException>(() => TemplateManifest.Read(ProjectTemplate.FromFiles("t", "compose.yaml", [new TemplateFile("compose.yaml", new byte[] { 0x61, 0x3a, 0x20, 0xff })]))).Problems[0].Code);

    [Fact]
    public void Text_of_claims_is_kept_as_JSON() =>
        Assert.Equal(JsonValueKind.String, Given.Manifest("x-provisioning: { secrets: { K: {}, T: { generate: jwt, key: K, claims: { n: '12' } } } }").Secrets["T"].Claims["n"].ValueKind);

    private static readonly string[] Tokens =
    [
        "x-provisioning:", "\n", "\n  ", "\n    ", "secrets:", "variables:", "endpoints:", "version: 1", "A:", "{", "}", "[", "]", ",", ": ", "generate: jwt", "generate: hex", "key: A", "claims:", "expires: 1d",
        "&a ", "*a", "<<: ", "- ", "? ", "!reset ", "!!binary ", "|", ">", "'", "\"", "#", "~", "---", "...", "%YAML 1.2", "\t", "\0", "\uFEFF", "é", "service: web", "port: 80", "stateful:", "x", "1", "$", "${A}",
    ];

    [FsCheck.Xunit.Property(MaxTest = 5_000)]
    public Property Whatever_is_written_is_read_or_refused() => Prop.ForAll(Gen.Elements(Tokens).NonEmptyListOf().Select(string.Concat).ToArbitrary(), text =>
    {
        try
        {
            Assert.NotNull(TemplateManifest.Read(Given.Template("x-provisioning:\n  " + text)));
        }
        catch (TemplateException exception)
        {
            Assert.NotEmpty(exception.Problems);
        }
    });
}
