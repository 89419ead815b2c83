using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Provisioning.EndToEnd.Tests;

/// <summary>The sample control plane as a process of its own, on a free loopback port.</summary>
public sealed partial class ControlPlaneProcess : IAsyncDisposable
{
    /// <summary>Long enough for any machine; nothing waits for it when all is well.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly TaskCompletionSource<Uri> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ControlPlaneProcess(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Read(line.Data);
        process.ErrorDataReceived += (_, line) => Read(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public HttpClient Client { get; } = new() { Timeout = Patience };

    public string Log => string.Join('\n', _lines);

    // Its own output, with its own frameworks, templates and page; the one of the tests has copies only.
    private static string Application { get; } = Path.Combine(AppContext.BaseDirectory, "..", "..", "ControlPlane", Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)), "provisioning-control-plane.dll");

    /// <summary>Starts it on a data directory and waits until it listens.</summary>
    public static async Task<ControlPlaneProcess> StartAsync(string dataDirectory, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo("dotnet", [Application, "--Urls=http://127.0.0.1:0"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = Path.GetTempPath(),
        };
        foreach (string name in start.Environment.Keys.Where(name => name.StartsWith("PROVISIONING_", StringComparison.OrdinalIgnoreCase) || name.StartsWith("COOLIFY_", StringComparison.OrdinalIgnoreCase)).ToList())
        {
            start.Environment.Remove(name);
        }

        start.Environment["CONTROLPLANE__DATADIRECTORY"] = dataDirectory;
        start.Environment["PROVISIONING__LOCAL__PORTRANGE"] = "24400-24599";
        start.Environment["LOGGING__LOGLEVEL__PROVISIONING"] = "Debug";
        foreach ((string name, string value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        var plane = new ControlPlaneProcess(Process.Start(start)!);
        try
        {
            _ = plane._process.WaitForExitAsync().ContinueWith(_ => plane._address.TrySetException(new InvalidOperationException("The control plane ended: " + plane.Log)), TaskScheduler.Default);
            plane.Client.BaseAddress = await plane._address.Task.WaitAsync(Patience);
            plane.Client.DefaultRequestHeaders.Add("X-Api-Key", (await File.ReadAllTextAsync(Path.Combine(dataDirectory, "api-key"))).Trim());
            return plane;
        }
        catch
        {
            await plane.DisposeAsync();
            throw;
        }
    }

    public async Task<JsonNode> GetAsync(string path) => await SendAsync(HttpMethod.Get, path);

    public Task<JsonNode> PostAsync(string path, object? body = null) => SendAsync(HttpMethod.Post, path, body);

    /// <summary>Sends a request that must succeed.</summary>
    public async Task<JsonNode> SendAsync(HttpMethod method, string path, object? body = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        foreach ((string name, string value) in headers)
        {
            request.Headers.Add(name, value);
        }

        using HttpResponseMessage response = await Client.SendAsync(request);
        string text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{method} {path}: {(int)response.StatusCode} {text}\n{Log}");
        return JsonNode.Parse(text)!;
    }

    /// <summary>Sends a change without waiting for its end, and returns its operation when its first progress was seen.</summary>
    public async Task<string> UntilProgressAsync(HttpMethod method, string project, object body)
    {
        using var limit = new CancellationTokenSource(Patience);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/projects/{project}/events");
        using HttpResponseMessage response = await Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(limit.Token));
        JsonNode operation = await SendAsync(method, $"/projects/{project}", body);
        while (await reader.ReadLineAsync(limit.Token) is { } line)
        {
            if (line == "event: progress")
            {
                return (string)operation["id"]!;
            }
        }

        throw new InvalidOperationException("The events ended before there was progress.");
    }

    /// <summary>Ends the process as a power failure does.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
    }

    private void Read(string? line)
    {
        if (line is null)
        {
            return;
        }

        _lines.Enqueue(line);
        if (Started().Match(line) is { Success: true } match)
        {
            _address.TrySetResult(new Uri(match.Groups["address"].Value));
        }
    }

    [GeneratedRegex(@"The control plane is at (?<address>http://127\.0\.0\.1:\d+);", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Started();
}
