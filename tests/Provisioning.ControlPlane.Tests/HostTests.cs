using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Provisioning.ControlPlane.Tests;

/// <summary>What the sample adds around the API.</summary>
public sealed class HostTests
{
    [Theory]
    [InlineData("/projects")]
    [InlineData("/operations")]
    [InlineData("/templates")]
    [InlineData("/projects/acme/secrets?reason=x")]
    [InlineData("/openapi/v1.json")]
    public async Task The_API_is_closed_without_a_key(string path)
    {
        await using PlaneHost host = await PlaneHost.StartAsync();
        using var stranger = new HttpClient { BaseAddress = host.Address };

        using HttpResponseMessage none = await stranger.GetAsync(new Uri(path, UriKind.Relative));
        stranger.DefaultRequestHeaders.Add("X-Api-Key", "wrong");
        using HttpResponseMessage wrong = await stranger.GetAsync(new Uri(path, UriKind.Relative));

        Assert.Equal(HttpStatusCode.Unauthorized, none.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);
        Assert.Equal("unauthenticated", (string?)JsonNode.Parse(await none.Content.ReadAsStringAsync())!["code"]);
    }

    [Fact]
    public async Task A_key_goes_as_a_bearer_too()
    {
        await using PlaneHost host = await PlaneHost.StartAsync();
        using var client = new HttpClient { BaseAddress = host.Address };
        client.DefaultRequestHeaders.Authorization = new("Bearer", PlaneHost.Key);

        using HttpResponseMessage response = await client.GetAsync(new Uri("/templates", UriKind.Relative));

        Assert.Equal("""[{"name":"shop"}]""", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_key_is_made_at_the_first_start_and_nobody_else_can_read_what_is_kept()
    {
        await using PlaneHost host = await PlaneHost.StartAsync(hasConfiguredKey: false);
        string file = Path.Combine(host.DataDirectory, "api-key");
        using var client = new HttpClient { BaseAddress = host.Address };
        client.DefaultRequestHeaders.Add("X-Api-Key", (await File.ReadAllTextAsync(file)).Trim());

        using HttpResponseMessage response = await client.PostAsJsonAsync(new Uri("/projects?wait=true", UriKind.Relative), new { id = "acme", template = "shop", secrets = new Dictionary<string, string> { ["DB_PASSWORD"] = PlaneHost.Canary } });

        Assert.True(response.StatusCode == HttpStatusCode.Created, await response.Content.ReadAsStringAsync());
        string keys = Path.Combine(host.DataDirectory, "keys");
        Assert.NotEmpty(Directory.GetFiles(keys, "key-*.xml"));
        if (!OperatingSystem.IsWindows())
        {
            const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
            Assert.Equal(Owner, File.GetUnixFileMode(host.DataDirectory));
            Assert.Equal(Owner, File.GetUnixFileMode(keys));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }

        foreach (string path in Directory.GetFiles(host.DataDirectory, "projects.db*"))
        {
            Assert.DoesNotContain(PlaneHost.Canary, System.Text.Encoding.Latin1.GetString(await ReadSharedAsync(path)), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_page_is_served_to_everyone_with_a_strict_policy()
    {
        await using PlaneHost host = await PlaneHost.StartAsync();
        using var client = new HttpClient { BaseAddress = host.Address };

        using HttpResponseMessage page = await client.GetAsync(new Uri("/", UriKind.Relative));
        using HttpResponseMessage script = await client.GetAsync(new Uri("/app.js", UriKind.Relative));

        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.Equal(HttpStatusCode.OK, script.StatusCode);
        string policy = page.Headers.GetValues("Content-Security-Policy").Single();
        Assert.StartsWith("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", page.Headers.GetValues("X-Content-Type-Options").Single());
    }

    [Fact]
    public async Task A_name_that_is_not_this_machines_is_refused()
    {
        await using PlaneHost host = await PlaneHost.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/projects", UriKind.Relative)) { Headers = { Host = "attacker.example" } };

        using HttpResponseMessage response = await host.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task Health_and_the_OpenAPI_document_are_there()
    {
        await using PlaneHost host = await PlaneHost.StartAsync();

        Assert.Equal("Healthy", await host.Client.GetStringAsync(new Uri("/health/live", UriKind.Relative)));
        Assert.Equal("Healthy", await host.Client.GetStringAsync(new Uri("/health/ready", UriKind.Relative)));
        Assert.NotNull((await host.GetAsync("/openapi/v1.json"))["paths"]!["/projects/{id}/events"]);
    }

    [Fact]
    public async Task A_host_is_healthy_before_its_first_call_has_made_the_database()
    {
        await using PlaneHost host = await PlaneHost.StartAsync(isReconciled: false);

        Assert.Equal("Healthy", await host.Client.GetStringAsync(new Uri("/health/ready", UriKind.Relative)));
    }

    [Fact]
    public async Task Secrets_are_refused_unless_configured()
    {
        await using (PlaneHost host = await PlaneHost.StartAsync())
        {
            await host.CreateAsync("acme");
            using HttpResponseMessage refused = await host.Client.GetAsync(new Uri("/projects/acme/secrets?reason=test", UriKind.Relative));
            Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        }

        await using (PlaneHost host = await PlaneHost.StartAsync(allowsSecrets: true))
        {
            await host.CreateAsync("acme");
            JsonNode secrets = await host.GetAsync("/projects/acme/secrets?reason=test");
            Assert.Equal(24, ((string)secrets["values"]!["DB_PASSWORD"]!).Length);
        }
    }

    [Fact]
    public void A_short_key_is_refused_at_the_start()
    {
        var options = new ApiKeyOptions();

        var exception = Assert.Throws<InvalidOperationException>(() => options.SetKeys(new Dictionary<string, string> { ["holder"] = "tiny-key" }));

        Assert.Contains("holder", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("tiny-key", exception.Message, StringComparison.Ordinal);
    }

    private static async Task<byte[]> ReadSharedAsync(string path)
    {
        await using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var copy = new MemoryStream();
        await stream.CopyToAsync(copy);
        return copy.ToArray();
    }
}
