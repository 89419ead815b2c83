using System.Text.Json.Nodes;

namespace Provisioning.Testing.Tests.Coolify;

/// <summary>Which fields answers have, written down from the answers of a running 4.3.11.</summary>
public sealed class FakeCoolifyShapeTests : IDisposable
{
    private readonly CoolifyTester _coolify = new();

    [Fact]
    public async Task A_service_has_the_fields_of_a_real_one()
    {
        string uuid = await _coolify.CreateServiceAsync();
        JsonObject service = (await _coolify.GetAsync("services/" + uuid)).AsObject();
        AssertFields(
            service,
            "uuid name applications compose_parsing_version config_hash connect_to_docker_network databases deleted_at description destination_id destination_type environment environment_id "
            + "is_container_label_escape_enabled server server_id server_status service_type status created_at updated_at");
        Assert.Equal("exited", service["status"]!.GetValue<string>());
        Assert.Null(service["config_hash"]);
        Assert.True(service["server_status"]!.GetValue<bool>());
        JsonObject web = service["applications"]!.AsArray()[0]!.AsObject();
        AssertFields(
            web,
            "id uuid name human_name description fqdn ports exposes status service_id created_at updated_at exclude_from_status required_fqdn image is_log_drain_enabled is_include_timestamps "
            + "deleted_at is_gzip_enabled is_stripprefix_enabled last_online_at is_migrated noindex_domains redirect is_force_https_enabled");
        Assert.Matches("^[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}$", web["last_online_at"]!.GetValue<string>());
        Assert.Matches(@"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.000000Z$", web["created_at"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_list_has_the_containers_of_a_service_only_while_nothing_is_deployed()
    {
        string uuid = await _coolify.CreateServiceAsync();
        string fields = "uuid name environment_id created_at updated_at server_id description destination_type destination_id deleted_at connect_to_docker_network config_hash service_type "
            + "is_container_label_escape_enabled compose_parsing_version laravel_through_key server_status status server ";
        AssertFields((await _coolify.GetAsync("services"))[0]!.AsObject(), fields + "applications databases");
        await _coolify.ExpectAsync(200, "POST", $"services/{uuid}/start");
        _coolify.Advance(2);
        AssertFields((await _coolify.GetAsync("services"))[0]!.AsObject(), fields.Trim());
    }

    [Fact]
    public async Task Compose_texts_and_values_need_the_sensitive_ability()
    {
        string uuid = await _coolify.CreateServiceAsync();
        await _coolify.ExpectAsync(201, "PATCH", $"services/{uuid}/envs/bulk", """{"data":[{"key":"A","value":"1"}]}""");
        Assert.DoesNotContain("docker_compose", (await _coolify.GetAsync("services")).ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain("value", (await _coolify.GetAsync($"services/{uuid}/envs")).ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain("sentinel_token", (await _coolify.GetAsync("servers")).ToJsonString(), StringComparison.Ordinal);
        _coolify.Token = _coolify.Fake.CreateToken("read", "read:sensitive");
        JsonNode service = await _coolify.GetAsync("services/" + uuid);
        Assert.Contains("'${GREETING}'", service["docker_compose_raw"]!.GetValue<string>(), StringComparison.Ordinal);
        string deployed = service["docker_compose"]!.GetValue<string>();
        Assert.Contains($"container_name: web-{uuid}", deployed, StringComparison.Ordinal);
        Assert.Contains($"- '{uuid}_web-data:/data'", deployed, StringComparison.Ordinal);
        Assert.Contains("restart: unless-stopped", deployed, StringComparison.Ordinal);
        Assert.Contains("env_file:\n      - .env", deployed, StringComparison.Ordinal);
        Assert.Contains($"coolify.name=web-{uuid}", deployed, StringComparison.Ordinal);
        JsonObject row = (await _coolify.GetAsync($"services/{uuid}/envs")).AsArray().Single(item => item!["key"]!.GetValue<string>() == "A")!.AsObject();
        AssertFields(
            row,
            "uuid comment is_buildpack_control is_buildtime is_coolify is_literal is_multiline is_preview is_really_required is_required is_runtime is_shared is_shown_once key order real_value "
            + "value version created_at updated_at");
        Assert.Contains("sentinel_token", (await _coolify.GetAsync("servers")).ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_variable_that_was_just_made_lacks_what_the_database_fills_in()
    {
        _coolify.Token = _coolify.Fake.CreateToken("root");
        string uuid = await _coolify.CreateServiceAsync();
        JsonObject created = (await _coolify.ExpectAsync(201, "POST", $"services/{uuid}/envs", """{"key":"A","value":"1"}"""))!.AsObject();
        AssertFields(
            created,
            "uuid comment is_buildpack_control is_buildtime is_coolify is_literal is_multiline is_really_required is_runtime is_shared is_shown_once key real_value value version created_at updated_at");
        JsonObject inBulk = (await _coolify.ExpectAsync(201, "PATCH", $"services/{uuid}/envs/bulk", """{"data":[{"key":"B","value":"1"}]}"""))![0]!.AsObject();
        AssertFields(inBulk, "uuid is_buildpack_control is_buildtime is_coolify is_really_required is_runtime is_shared key real_value value version created_at updated_at");
    }

    [Fact]
    public async Task Projects_environments_servers_and_destinations_have_the_fields_of_real_ones()
    {
        string project = await _coolify.CreateProjectAsync();
        AssertFields((await _coolify.GetAsync("projects"))[0]!.AsObject(), "id uuid name description");
        JsonObject found = (await _coolify.GetAsync("projects/" + project)).AsObject();
        AssertFields(found, "id uuid name description environments icon_path icon_s3_storage_id icon_storage_type team_id created_at updated_at");
        AssertFields(found["environments"]![0]!.AsObject(), "id name project_id created_at updated_at description uuid");
        AssertFields((await _coolify.GetAsync($"projects/{project}/environments"))[0]!.AsObject(), "id uuid name");
        AssertFields(
            (await _coolify.GetAsync($"projects/{project}/production")).AsObject(),
            "id uuid name applications description mariadbs mongodbs mysqls postgresqls project_id redis services created_at updated_at");
        JsonObject server = (await _coolify.GetAsync("servers"))[0]!.AsObject();
        AssertFields(server, "uuid description name ip is_coolify_host is_reachable is_usable port proxy settings user");
        Assert.False(server["settings"]!["delete_unused_volumes"]!.GetValue<bool>());
        AssertFields((await _coolify.GetAsync($"servers/{_coolify.Server.Uuid}/destinations"))[0]!.AsObject(), "uuid name network type server_uuid created_at updated_at");
        await _coolify.CreateServiceAsync();
        AssertFields((await _coolify.GetAsync($"servers/{_coolify.Server.Uuid}/resources"))[0]!.AsObject(), "id uuid name type created_at updated_at status");
    }

    [Fact]
    public async Task Databases_are_told_by_their_images()
    {
        string uuid = await _coolify.CreateServiceAsync("services: { a: { image: 'postgrest/postgrest:v12' }, b: { image: 'supabase/postgres:15' }, c: { image: 'postgres:17-alpine' }, d: { image: 'redis' } }");
        JsonNode service = await _coolify.GetAsync("services/" + uuid);
        Assert.Equal(["a"], service["applications"]!.AsArray().Select(sub => sub!["name"]!.GetValue<string>()));
        Assert.Equal(["b", "c", "d"], service["databases"]!.AsArray().Select(sub => sub!["name"]!.GetValue<string>()));
        AssertFields(
            service["databases"]![0]!.AsObject(),
            "id uuid name human_name description ports exposes status service_id created_at updated_at exclude_from_status image public_port is_public is_log_drain_enabled is_include_timestamps "
            + "deleted_at is_gzip_enabled is_stripprefix_enabled last_online_at is_migrated custom_type public_port_timeout");
    }

    [Fact]
    public async Task Versions_are_plain_text_and_health_needs_no_token()
    {
        (_, JsonNode? version, HttpResponseMessage response) = await _coolify.SendAsync("GET", "api/v1/version");
        Assert.Equal("4.3.11", version!.GetValue<string>());
        Assert.Equal("text/html", response.Content.Headers.ContentType?.MediaType);
        _coolify.Token = null;
        Assert.Equal("OK", (await _coolify.SendAsync("GET", "api/health")).Body!.GetValue<string>());
        Assert.Equal("OK", (await _coolify.SendAsync("GET", "api/v1/health")).Body!.GetValue<string>());
    }

    public void Dispose() => _coolify.Dispose();

    private static void AssertFields(JsonObject shape, string fields) =>
        Assert.Equal(fields.Split(' ').Order(StringComparer.Ordinal), shape.Select(field => field.Key).Order(StringComparer.Ordinal));
}
