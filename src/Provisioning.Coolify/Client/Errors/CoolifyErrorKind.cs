namespace Provisioning.Coolify;

/// <summary>Why a request to Coolify failed.</summary>
public enum CoolifyErrorKind
{
    /// <summary>Anything that has no kind of its own.</summary>
    Other,

    /// <summary>400: Coolify does not take the request for one: no JSON, an empty body.</summary>
    InvalidRequest,

    /// <summary>400: the state of the resource does not allow it.</summary>
    InvalidState,

    /// <summary>400: a start of a service that Coolify takes for running.</summary>
    AlreadyRunning,

    /// <summary>400: a stop of a service that Coolify takes for stopped.</summary>
    AlreadyStopped,

    /// <summary>401: the token is missing, unknown, expired, or its user left the team.</summary>
    Unauthenticated,

    /// <summary>403: the token lacks an ability.</summary>
    MissingAbility,

    /// <summary>403: the token's owner has too low a role in the team.</summary>
    MissingRole,

    /// <summary>403: the API is switched off in Coolify's settings.</summary>
    ApiDisabled,

    /// <summary>403: Coolify's settings do not allow the API to the caller's address.</summary>
    AddressNotAllowed,

    /// <summary>403 for another reason.</summary>
    Forbidden,

    /// <summary>404: there is no such resource, or it belongs to another team.</summary>
    NotFound,

    /// <summary>404 or 405: this Coolify has no such route: its version is too old or too new, or the address is not that of its API.</summary>
    RouteNotFound,

    /// <summary>409: it exists already.</summary>
    Conflict,

    /// <summary>409: somebody else holds a domain; <see cref="CoolifyApiException.Conflicts"/> tells who.</summary>
    DomainConflict,

    /// <summary>422: Coolify refuses a field; <see cref="CoolifyApiException.Errors"/> tells which and why.</summary>
    ValidationFailed,

    /// <summary>429: too many requests; <see cref="CoolifyApiException.RetryAfter"/> tells how long to wait.</summary>
    RateLimited,

    /// <summary>500: Coolify failed. A request that changes something may have been carried out in part.</summary>
    ServerError,

    /// <summary>501: not on this kind of server, or the version of Coolify cannot do it; nothing was sent in the second case.</summary>
    NotSupported,

    /// <summary>502, 503, 504: what stands before Coolify answered: it restarts, is upgraded, or took too long.</summary>
    GatewayError,

    /// <summary>No answer came in time.</summary>
    TimedOut,

    /// <summary>The connection could not be made, or broke.</summary>
    ConnectionFailed,

    /// <summary>TLS failed: the certificate is not trusted, not valid, or of another host.</summary>
    TlsFailed,

    /// <summary>The answer was a redirection, which is never followed: the token would go with it.</summary>
    Redirected,

    /// <summary>The answer is none of Coolify's: HTML, damaged or too large.</summary>
    InvalidAnswer,
}
