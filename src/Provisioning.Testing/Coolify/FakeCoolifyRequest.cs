namespace Provisioning.Testing.Coolify;

/// <summary>A request that reached the instance, and how it was answered.</summary>
public sealed class FakeCoolifyRequest
{
    /// <summary>Gets its number, from 1, in the order of arrival.</summary>
    public required int Number { get; init; }

    /// <summary>Gets the method.</summary>
    public required string Method { get; init; }

    /// <summary>Gets the path below <c>/api/v1</c>, for instance <c>/services</c>; the whole path when it lies elsewhere.</summary>
    public required string Path { get; init; }

    /// <summary>Gets the parameters of the query, in the order of the request.</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> Query { get; init; }

    /// <summary>Gets the headers. Names are compared without case.</summary>
    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    /// <summary>Gets the body, or <see langword="null"/> when there is none.</summary>
    public string? Body { get; init; }

    /// <summary>Gets the status of the answer; 0 until then and when the connection was dropped.</summary>
    public int StatusCode { get; internal set; }

    /// <summary>Gets what went wrong with it on purpose, or <see langword="null"/>.</summary>
    public FakeCoolifyFault? Fault { get; internal set; }

    /// <summary>Gets whether the request may change something: any method but GET and HEAD.</summary>
    public bool IsWrite => Method is not ("GET" or "HEAD");

    /// <summary>Returns the method, the path and the query, without headers and body.</summary>
    public override string ToString() =>
        Query.Count == 0 ? $"{Method} {Path}" : $"{Method} {Path}?{string.Join('&', Query.Select(static parameter => $"{parameter.Key}={parameter.Value}"))}";
}
