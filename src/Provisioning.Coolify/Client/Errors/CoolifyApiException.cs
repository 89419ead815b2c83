using System.Net;

namespace Provisioning.Coolify;

/// <summary>A request to Coolify failed. The message says what happened, why, and what to do, and holds neither the token nor a secret of the request.</summary>
/// <remarks>Thrown by <see cref="ICoolifyClient"/>; the provider turns it into the exceptions that every provider throws.</remarks>
public sealed class CoolifyApiException : ProvisioningException
{
    /// <summary>Creates the exception.</summary>
    public CoolifyApiException()
        : this("A request to Coolify failed.")
    {
    }

    /// <summary>Creates the exception with a message.</summary>
    /// <param name="message">What happened, why, and what to do.</param>
    public CoolifyApiException(string? message)
        : this(message, innerException: null)
    {
    }

    /// <summary>Creates the exception with a message and a cause.</summary>
    /// <param name="message">What happened, why, and what to do.</param>
    /// <param name="innerException">The cause.</param>
    public CoolifyApiException(string? message, Exception? innerException)
        : base(message, innerException) => ErrorCode = ProvisioningErrorCode.BackendError;

    /// <summary>Gets why the request failed.</summary>
    public CoolifyErrorKind Kind { get; init; }

    /// <summary>Gets the status of the answer, or <see langword="null"/> when none came.</summary>
    public HttpStatusCode? StatusCode { get; init; }

    /// <summary>Gets the request: method and path, without its query, for instance <c>POST services</c>.</summary>
    public string Request { get; init; } = string.Empty;

    /// <summary>Gets Coolify's own words without secrets of the request, or <see langword="null"/> when it said nothing.</summary>
    public string? ServerMessage { get; init; }

    /// <summary>Gets what Coolify refuses, by field; the field is empty where Coolify names none.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Errors { get; init; } = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);

    /// <summary>Gets who holds the domains that were asked for.</summary>
    public IReadOnlyList<CoolifyDomainConflict> Conflicts { get; init; } = [];

    /// <summary>Gets how long Coolify asks to wait, or <see langword="null"/> when it does not say.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>
    /// Gets whether Coolify may have carried out the request although it failed: the answer was lost, or says that Coolify failed on the way.
    /// Look at what is there before the request is repeated. Always <see langword="false"/> for requests that only read.
    /// </summary>
    public bool MayHaveBeenDone { get; init; }
}
