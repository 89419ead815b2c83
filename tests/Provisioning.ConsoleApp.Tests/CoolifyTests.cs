using System.Text.Json;
using Provisioning.Testing.Coolify;

namespace Provisioning.ConsoleApp.Tests;

/// <summary>Every verb as a process over a Coolify: what is printed has the shape that it has over any other backend.</summary>
public sealed class CoolifyTests : IDisposable
{
    private readonly ProcessApp _app = new();
    private readonly TestApp _memory = new();
    private readonly FakeCoolify _coolify = FakeCoolify.Start(new FakeCoolifyOptions { Speed = 100, RequestsPerMinute = 1_000_000 });

    public void Dispose()
    {
        _app.Dispose();
        _memory.Dispose();
        _coolify.Dispose();
    }

    [Fact]
    public async Task Every_verb_prints_over_Coolify_what_it_prints_over_another_backend()
    {
        Directory.CreateDirectory(Path.Combine(_app.Directory, "template"));
        _app.WriteFile("template/compose.yaml", TestApp.Template);

        Assert.Equal("running", State(await BothAsync("provision", "acme", "-t", "template")));
        Assert.Single(_coolify.Services);
        Assert.Equal("running", State(await BothAsync("provision", "acme", "-t", "template")));
        await BothAsync("plan", "acme", "-t", "template");
        Assert.Equal("running", State(await BothAsync("status", "acme")));
        Assert.Equal(1, (await BothAsync("list")).GetArrayLength());
        await BothAsync("logs", "acme");
        Assert.Equal("stopped", State(await BothAsync("stop", "acme")));
        Assert.Equal("running", State(await BothAsync("start", "acme")));
        Assert.Equal("running", State(await BothAsync("repair", "acme")));
        Assert.Equal("deleted", State(await BothAsync("delete", "acme")));
        Assert.NotEmpty(_coolify.Volumes);
        Assert.Equal("stopped", State(await BothAsync("restore", "acme")));
        await BothAsync("purge", "acme", "--yes");
        Assert.Empty(_coolify.Services);
        Assert.Empty(_coolify.Volumes);
        Assert.Empty(_coolify.Containers);
    }

    private static string State(JsonElement project) => project.GetProperty("state").GetString()!;

    private async Task<JsonElement> BothAsync(params string[] args)
    {
        AppResult expected = await _memory.RunAsync([.. args, "--output", "json"]);
        AppResult actual = await _app.RunAsync(
            [.. args, "--output", "json"],
            ("COOLIFY_API_URL", _coolify.BaseUrl.ToString()),
            ("COOLIFY_API_TOKEN", _coolify.Token),
            ("PROVISIONING__COOLIFY__POLLINTERVAL", "00:00:00.2"),
            ("PROVISIONING__COOLIFY__MAXPOLLINTERVAL", "00:00:00.5"),
            ("PROVISIONING__COOLIFY__SETTLETIME", "00:00:02"),
            ("PROVISIONING__COOLIFY__PROBEENDPOINTS", "false"),
            ("PROVISIONING__COOLIFY__REQUESTSPERMINUTE", "100000"));
        Assert.True(expected.ExitCode == ExitCode.Done, $"{string.Join(' ', args)}: {expected}");
        Assert.True(actual.ExitCode == ExitCode.Done, $"{string.Join(' ', args)}: {actual}");
        Assert.DoesNotContain(_coolify.Token, actual.ToString(), StringComparison.Ordinal);
        using JsonDocument one = JsonDocument.Parse(expected.Out);
        using JsonDocument other = JsonDocument.Parse(actual.Out);
        Assert.Equal(Names(one.RootElement), Names(other.RootElement));
        return other.RootElement.Clone();
    }

    private static IEnumerable<string> Names(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().Select(property => property.Name),
        JsonValueKind.Array => element.EnumerateArray().Take(1).SelectMany(Names),
        _ => [],
    };
}
