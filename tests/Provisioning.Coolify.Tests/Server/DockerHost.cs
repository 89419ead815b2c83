using System.Formats.Tar;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace Provisioning.Coolify.Tests.Server;

/// <summary>The Docker Engine of the server that a real Coolify deploys to, over its socket: what the conformance tests look at behind everybody's back.</summary>
internal sealed class DockerHost(string socket) : IDisposable
{
    private readonly HttpClient _client = new(new SocketsHttpHandler
    {
        ConnectCallback = async (_, token) =>
        {
            var connection = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await connection.ConnectAsync(new UnixDomainSocketEndPoint(socket), token);
            return new NetworkStream(connection, ownsSocket: true);
        },
    })
    {
        BaseAddress = new Uri("http://docker"),
    };

    public async Task<JsonNode?> GetAsync(string path, CancellationToken cancellationToken)
    {
        using HttpResponseMessage response = await _client.GetAsync(new Uri(path, UriKind.Relative), cancellationToken);
        return response.IsSuccessStatusCode ? JsonNode.Parse(await response.Content.ReadAsStringAsync(cancellationToken)) : null;
    }

    public async Task<JsonNode?> PostAsync(string path, JsonObject? body, CancellationToken cancellationToken)
    {
        using StringContent? content = body is null ? null : new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await _client.PostAsync(new Uri(path, UriKind.Relative), content, cancellationToken);
        string text = await response.Content.ReadAsStringAsync(cancellationToken);
        return response.IsSuccessStatusCode ? text.Length == 0 ? null : JsonNode.Parse(text) : throw new InvalidOperationException($"POST {path}: {response.StatusCode} {text}");
    }

    public async Task DeleteAsync(string path, CancellationToken cancellationToken)
    {
        using HttpResponseMessage response = await _client.DeleteAsync(new Uri(path, UriKind.Relative), cancellationToken);
    }

    /// <summary>Writes a file into a volume through a container that is never started.</summary>
    public Task WriteAsync(string volume, string image, string file, string text, CancellationToken cancellationToken) => WithVolumeAsync(volume, image, async id =>
    {
        using var archive = new MemoryStream();
        await using (var tar = new TarWriter(archive, leaveOpen: true))
        {
            await tar.WriteEntryAsync(new UstarTarEntry(TarEntryType.RegularFile, file) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(text)) }, cancellationToken);
        }

        archive.Position = 0;
        using var content = new StreamContent(archive);
        using HttpResponseMessage response = await _client.PutAsync(new Uri($"/containers/{id}/archive?path=/data", UriKind.Relative), content, cancellationToken);
        response.EnsureSuccessStatusCode();
        return true;
    }, cancellationToken);

    public Task<string?> ReadAsync(string volume, string image, string file, CancellationToken cancellationToken) => WithVolumeAsync(volume, image, async id =>
    {
        using HttpResponseMessage response = await _client.GetAsync(new Uri($"/containers/{id}/archive?path=/data/{file}", UriKind.Relative), cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            return null;
        }

        await using var tar = new TarReader(await response.Content.ReadAsStreamAsync(cancellationToken));
        TarEntry? entry = await tar.GetNextEntryAsync(copyData: true, cancellationToken);
        using var reader = new StreamReader(entry!.DataStream!);
        return await reader.ReadToEndAsync(cancellationToken);
    }, cancellationToken);

    public void Dispose() => _client.Dispose();

    private async Task<T> WithVolumeAsync<T>(string volume, string image, Func<string, Task<T>> work, CancellationToken cancellationToken)
    {
        JsonNode? created = await PostAsync(
            "/containers/create",
            new JsonObject { ["Image"] = image, ["Cmd"] = new JsonArray("true"), ["HostConfig"] = new JsonObject { ["Binds"] = new JsonArray($"{volume}:/data") } },
            cancellationToken);
        string id = created!["Id"]!.GetValue<string>();
        try
        {
            return await work(id);
        }
        finally
        {
            await DeleteAsync($"/containers/{id}?force=1", CancellationToken.None);
        }
    }
}
