namespace Provisioning.Coolify;

/// <summary>One request: what is sent and how it is treated on its way.</summary>
internal sealed class CoolifyCall(HttpMethod method, string route, string path)
{
    /// <summary>Where handlers find the call that a message is for.</summary>
    public static readonly HttpRequestOptionsKey<CoolifyCall> Key = new("Provisioning.Coolify.Call");

    public HttpMethod Method { get; } = method;

    /// <summary>Gets the path with names in the place of values: for telemetry, where it must have few values.</summary>
    public string Route { get; } = route;

    /// <summary>Gets the path and query below the API's address, escaped.</summary>
    public string Path { get; } = path;

    /// <summary>Gets the JSON body, or <see langword="null"/> for none.</summary>
    public ReadOnlyMemory<byte>? Body { get; init; }

    /// <summary>Gets what must not show in an error, because it was sent.</summary>
    public IReadOnlyCollection<Secret> Secrets { get; init; } = [];

    /// <summary>Gets whether Coolify talks to the server before it answers.</summary>
    public bool IsLong { get; init; }

    /// <summary>Gets whether the request is outside of Coolify's limit and needs no token.</summary>
    public bool IsOpen { get; init; }

    /// <summary>Gets what the call needs of a version, or <see langword="null"/>.</summary>
    public CoolifyFeature? Feature { get; init; }

    /// <summary>Gets whether the request changes nothing, so that it can be repeated.</summary>
    public bool Reads { get; init; } = method == HttpMethod.Get;

    /// <summary>Gets the request for messages.</summary>
    public string Name
    {
        get
        {
            int query = Path.IndexOf('?', StringComparison.Ordinal);
            return $"{Method.Method} {(query < 0 ? Path : Path[..query])}";
        }
    }

    public static CoolifyCall Get(string route, string path) => new(HttpMethod.Get, route, path);

    public static CoolifyCall Get(string route) => new(HttpMethod.Get, route, route);

    public static CoolifyCall Post(string route, string path) => new(HttpMethod.Post, route, path);

    public static CoolifyCall Delete(string route, string path) => new(HttpMethod.Delete, route, path);

    public HttpRequestMessage ToMessage(Uri apiUrl)
    {
        var message = new HttpRequestMessage(Method, new Uri(apiUrl, Path));
        message.Options.Set(Key, this);
        if (Body is { } body)
        {
            message.Content = new ReadOnlyMemoryContent(body);
            message.Content.Headers.ContentType = new System.Net.Http.Headers.MediaTypeHeaderValue("application/json");
        }

        return message;
    }
}
