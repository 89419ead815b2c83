using System.Net;

namespace Provisioning.Local.Engine;

/// <summary>The engine answered a call with an error.</summary>
#pragma warning disable CA1032, CA1064 // Internal: always made with its facts, and mapped to a public exception before it leaves the provider.
internal sealed class EngineException(HttpStatusCode statusCode, string call, string engineMessage, Exception? innerException = null)
    : Exception($"The Docker Engine answered '{call}' with {(int)statusCode}: {engineMessage}", innerException)
{
    /// <summary>Gets the status code.</summary>
    public HttpStatusCode StatusCode { get; } = statusCode;

    /// <summary>Gets the call, for instance <c>create container acme-db-1</c>.</summary>
    public string Call { get; } = call;

    /// <summary>Gets the engine's own words, shortened.</summary>
    public string EngineMessage { get; } = engineMessage;
}
