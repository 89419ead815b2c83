using System.Text.Json;
using System.Text.Json.Nodes;
using Provisioning.Testing.Coolify;

namespace Provisioning.Testing.Tests.Coolify;

/// <summary>What becomes of values on their way into a container, as it was seen at a running 4.3.11.</summary>
public sealed class FakeCoolifyVariableTests : IDisposable
{
    private const string Referring = "services: { a: { image: x, environment: { V: '${V}', BOTH: 'pre-${V}-post' } } }";

    private readonly CoolifyTester _coolify = new(options: new FakeCoolifyOptions { Abilities = ["root"] });

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("a #b", "a")]
    [InlineData("a#b", "a#b")]
    [InlineData("a$b", "a")]
    [InlineData("a$$b", "a$b")]
    [InlineData("${HOME}", "/root")]
    [InlineData("it's", "it\\'s")]
    [InlineData("dq\"x", "dq\\\"x")]
    [InlineData("bs\\x", "bs\\\\x")]
    [InlineData(" lead", "lead")]
    [InlineData("a\tb", "a\\tb")]
    [InlineData("{\"json\":\"v\",\"n\":1}", "{\"json\":\"v\",\"n\":1}")]
    public Task A_value_that_is_not_literal_is_altered(string sent, string delivered) => AssertDeliveredAsync(sent, literal: false, delivered);

    [Theory]
    [InlineData("a #b", "a #b")]
    [InlineData("a$b", "a$b")]
    [InlineData("a$$b", "a$$b")]
    [InlineData("${HOME}", "${HOME}")]
    [InlineData("$(id)", "$(id)")]
    [InlineData("dq\"x", "dq\"x")]
    [InlineData("bs\\x", "bs\\x")]
    [InlineData("x=y==", "x=y==")]
    [InlineData("trail ", "trail")]
    [InlineData("ünïcode", "ünïcode")]
    [InlineData("line1\nline2", "line1\nline2")]
    public Task A_literal_value_arrives_but_for_its_edges(string sent, string delivered) => AssertDeliveredAsync(sent, literal: true, delivered);

    [Theory]
    [InlineData("it's", true)]
    [InlineData("ends with \\", true)]
    [InlineData("line1\nline2", false)]
    public async Task Some_values_break_the_whole_start_and_nobody_says_so(string sent, bool literal)
    {
        string uuid = await _coolify.CreateServiceAsync(Referring);
        await SetAsync(uuid, sent, literal);
        await _coolify.ExpectAsync(200, "POST", $"services/{uuid}/start");
        _coolify.Advance(180);
        Assert.Equal("exited", await _coolify.StatusAsync(uuid));
        Assert.Empty(_coolify.Fake.Containers);
    }

    [Theory]
    [InlineData("${V:-d}", "a$b", "a")]
    [InlineData("${V:?m}", "a$b", "a")]
    [InlineData("${V-d}", "a$$b", "a$b")]
    [InlineData("pre-${V:-d}-post", "a$b", "pre-a$b-post")]
    public async Task A_reference_with_a_default_is_read_twice(string form, string sent, string delivered)
    {
        string uuid = await _coolify.CreateServiceAsync($"services: {{ a: {{ image: x, environment: {{ V: '{form}' }} }} }}");
        await SetAsync(uuid, sent, literal: true);
        Assert.Equal(delivered, await DeliveredAsync(uuid, "V"));
    }

    [Fact]
    public async Task The_message_of_a_required_variable_becomes_its_value()
    {
        string uuid = await _coolify.CreateServiceAsync("services: { a: { image: x, environment: { KEY: '${KEY:?is needed}', OTHER: '${EMPTY}' } } }");
        Assert.Equal("is needed", _coolify.Fake.Services[0].Variables["KEY"]);
        Assert.Null(_coolify.Fake.Services[0].Variables["EMPTY"]);
        Assert.Equal("is needed", await DeliveredAsync(uuid, "KEY"));
    }

    [Fact]
    public async Task Every_container_gets_every_variable()
    {
        string uuid = await _coolify.CreateServiceAsync("services: { a: { image: x }, b: { image: x } }");
        await SetAsync(uuid, "secret", literal: true);
        await DeliveredAsync(uuid, "V");
        Assert.All(_coolify.Fake.Containers, container => Assert.Equal("secret", container.Environment["V"]));
        Assert.Equal(uuid, _coolify.Fake.Containers[0].Environment["COOLIFY_RESOURCE_UUID"]);
    }

    [Fact]
    public async Task A_value_within_the_compose_text_reaches_its_container_only()
    {
        string uuid = await _coolify.CreateServiceAsync("""services: { a: { image: x, environment: { V: "it's $$5 \"x\" \\" } }, b: { image: x } }""");
        Assert.Equal("it's $5 \"x\" \\", await DeliveredAsync(uuid, "V"));
        Assert.False(_coolify.Fake.FindContainer(uuid, "b")!.Environment.ContainsKey("V"));
    }

    [Fact]
    public async Task A_bulk_keeps_what_came_before_the_wrong_item()
    {
        string uuid = await _coolify.CreateServiceAsync("services: { a: { image: x } }");
        JsonNode? answer = await _coolify.ExpectAsync(422, "PATCH", $"services/{uuid}/envs/bulk", """{"data":[{"key":"A","value":"1"},{"value":"no key"},{"key":"B","value":"2"}]}""");
        Assert.Equal("""{"key":["This field is required."]}""", answer!["errors"]!.ToJsonString());
        Assert.Equal(["A"], _coolify.Fake.Services[0].Variables.Keys);
        await _coolify.ExpectAsync(400, "PATCH", $"services/{uuid}/envs/bulk", """{"data":[]}""");
        answer = await _coolify.ExpectAsync(422, "PATCH", $"services/{uuid}/envs/bulk", """{"data":[{"key":"A","value":5}]}""");
        Assert.Equal("""{"value":["The value field must be a string."]}""", answer!["errors"]!.ToJsonString());
        await _coolify.ExpectAsync(409, "POST", $"services/{uuid}/envs", """{"key":"A","value":"2"}""");
        await _coolify.ExpectAsync(404, "PATCH", $"services/{uuid}/envs", """{"key":"NOPE","value":"2"}""");
        await _coolify.ExpectAsync(201, "PATCH", $"services/{uuid}/envs", """{"key":"A"}""");
        Assert.Null(_coolify.Fake.Services[0].Variables["A"]);
    }

    [Theory]
    [InlineData(FakeCoolifyVersion.V40, 201)]
    [InlineData(FakeCoolifyVersion.V41, 500)]
    [InlineData(FakeCoolifyVersion.V42, 422)]
    [InlineData(FakeCoolifyVersion.V43, 422)]
    public async Task A_bad_key_is_answered_by_each_version_in_its_own_way(FakeCoolifyVersion version, int status)
    {
        using var coolify = new CoolifyTester(version);
        string uuid = await coolify.CreateServiceAsync("services: { a: { image: x } }");
        await coolify.ExpectAsync(status, "PATCH", $"services/{uuid}/envs/bulk", """{"data":[{"key":"BAD KEY-1","value":"1"}]}""");
    }

    public void Dispose() => _coolify.Dispose();

    private Task<JsonNode?> SetAsync(string uuid, string value, bool literal) =>
        _coolify.ExpectAsync(201, "PATCH", $"services/{uuid}/envs/bulk", $$"""{"data":[{"key":"V","value":{{JsonSerializer.Serialize(value)}},"is_literal":{{(literal ? "true" : "false")}}}]}""");

    private async Task<string?> DeliveredAsync(string uuid, string key)
    {
        await _coolify.ExpectAsync(200, "POST", $"services/{uuid}/start");
        _coolify.Advance(30);
        return _coolify.Fake.FindContainer(uuid, "a")!.Environment[key];
    }

    private async Task AssertDeliveredAsync(string sent, bool literal, string delivered)
    {
        string uuid = await _coolify.CreateServiceAsync(Referring);
        await SetAsync(uuid, sent, literal);
        Assert.Equal(delivered, await DeliveredAsync(uuid, "V"));
        Assert.Equal($"pre-{delivered}-post", _coolify.Fake.FindContainer(uuid, "a")!.Environment["BOTH"]);
    }
}
