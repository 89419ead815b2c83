using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;

namespace Provisioning.Coolify;

/// <summary>Turns answers that are errors, and what HTTP, TLS and sockets throw, into <see cref="CoolifyApiException"/>: what happened, why, what to do.</summary>
internal sealed class CoolifyErrorMapper(string providerName, Uri apiUrl, TimeProvider timeProvider)
{
    private static readonly TimeSpan LongestRetryAfter = TimeSpan.FromHours(1);

    private string Setting(string property) => $"Provisioning:{providerName}:{property}";

    private string Address { get; } = CoolifyApiUrl.ForPeople(apiUrl);

    /// <summary>Returns how long an answer asks to wait; at most an hour.</summary>
    public static TimeSpan? RetryAfter(HttpResponseMessage response, TimeProvider timeProvider)
    {
        TimeSpan? wait = response.Headers.RetryAfter is not { } header ? null
            : header.Delta ?? (header.Date is { } date ? date - timeProvider.GetUtcNow() : null);
        return wait is not { } time ? null
            : time < TimeSpan.Zero ? TimeSpan.Zero
            : time > LongestRetryAfter ? LongestRetryAfter
            : time;
    }

    /// <summary>Returns the exception for an answer whose status is no success.</summary>
    public CoolifyApiException FromAnswer(CoolifyCall call, HttpResponseMessage response, ReadOnlySpan<byte> body)
    {
        CoolifyAnswerReader answer = CoolifyAnswerReader.Read(body, new CoolifySecretMasker(call.Secrets));
        int status = (int)response.StatusCode;
        (CoolifyErrorKind kind, string remedy) = status switch
        {
            >= 300 and < 400 => (CoolifyErrorKind.Redirected, $"A redirection is never followed, since the token would go with it. {RedirectRemedy(response)}"),
            400 => BadRequest(answer),
            401 => (CoolifyErrorKind.Unauthenticated, $"The token is unknown, expired (30 days is the default when one is made), or its user left the team. Make a new one under Keys & Tokens > API tokens, and set {Setting("ApiToken")} or COOLIFY_API_TOKEN to the whole of it, with the number and the '|' at its begin."),
            403 => Forbidden(answer),
            404 => NotFound(call, answer),
            405 => (CoolifyErrorKind.RouteNotFound, "This version of Coolify wants another method here. Update this library, or Coolify."),
            408 or 504 or 502 or 503 => (CoolifyErrorKind.GatewayError, status == 503 ? "Coolify is being updated, restarts, or what stands before it has no way to it. Wait, then repeat." : "What stands before Coolify got no answer from it in time: it restarts, is overloaded, or does not run. Look at its containers, then repeat."),
            409 => answer.Conflicts.Count > 0
                ? (CoolifyErrorKind.DomainConflict, $"{Holders(answer.Conflicts)} Choose another domain, remove it there, or set {Setting("ForceDomainOverride")} if both shall have it.")
                : (CoolifyErrorKind.Conflict, "It exists already. Look at what is there."),
            413 => (CoolifyErrorKind.ValidationFailed, "The request is too large for Coolify or what stands before it. Make the template's files smaller, or raise the limit there."),
            422 => (CoolifyErrorKind.ValidationFailed, answer.Errors.Count > 0 ? $"{Refused(answer.Errors)}" : "Correct what it names."),
            429 => (CoolifyErrorKind.RateLimited, $"Coolify allows a user, with all tokens together, so many requests in a minute (200, API_RATE_LIMIT). {WaitText(RetryAfter(response, timeProvider))} If others use the same user, lower {Setting("RequestsPerMinute")} or give this installation a user of its own."),
            501 => (CoolifyErrorKind.NotSupported, "Coolify does not do this on such a server; Docker Swarm is one. Use a server without Swarm."),
            >= 500 => (CoolifyErrorKind.ServerError, "Coolify does not tell why. Its log does (storage/logs/laravel.log in its container); often the server is out of reach over SSH. Look at what is there before it is repeated."),
            _ => (CoolifyErrorKind.Other, "Look at what the address is, and at Coolify's log."),
        };
        return new CoolifyApiException($"Coolify at {Address} answered '{call.Name}' with {status}{Quote(answer.Words, answer.IsJson)} {remedy}")
        {
            Kind = kind,
            ErrorCode = CodeOf(kind),
            IsTransient = IsTransient(kind),
            StatusCode = response.StatusCode,
            Request = call.Name,
            ProviderName = providerName,
            ServerMessage = answer.Words,
            Errors = answer.Errors,
            Conflicts = answer.Conflicts,
            Details = [.. answer.Errors.SelectMany(field => field.Value.Select(text => field.Key.Length == 0 ? text : $"{field.Key}: {text}"))],
            RetryAfter = RetryAfter(response, timeProvider) ?? (kind == CoolifyErrorKind.RateLimited ? TimeSpan.FromMinutes(1) : null),
            MayHaveBeenDone = !call.Reads && kind is CoolifyErrorKind.ServerError or CoolifyErrorKind.GatewayError,
        };
    }

    /// <summary>Returns the exception for an answer that is a success by its status, and not Coolify's.</summary>
    public CoolifyApiException InvalidAnswer(CoolifyCall call, HttpResponseMessage response, ReadOnlySpan<byte> body, string why)
    {
        var masker = new CoolifySecretMasker(call.Secrets);
        bool isHtml = response.Content.Headers.ContentType?.MediaType == "text/html" || body.TrimStart(" \t\r\n"u8).StartsWith("<"u8);
        string words = isHtml ? Quote(CoolifyAnswerReader.Read(body, masker).Words, isJson: false) : ".";
        string remedy = isHtml
            ? $"It is a web page: {Setting("ApiUrl")} is not the address of Coolify's API, or a proxy or login page stands before it. Correct the address, or let the path /api pass there."
            : "The answer was cut off, or something on the way changed it. Look at what stands between here and Coolify.";
        return Failed(call, CoolifyErrorKind.InvalidAnswer, $"What answers at {Address} to '{call.Name}' with {(int)response.StatusCode} does not speak like Coolify ({why}){words} {remedy}", innerException: null, isTransient: !isHtml, mayHaveBeenDone: !call.Reads, response.StatusCode);
    }

    /// <summary>Returns the exception to throw instead of what the HTTP client threw.</summary>
    public CoolifyApiException FromException(CoolifyCall call, Exception exception, TimeSpan limit)
    {
        for (Exception? inner = exception; inner is not null; inner = inner.InnerException)
        {
            switch (inner)
            {
                case TimeoutException:
                    return Failed(call, CoolifyErrorKind.TimedOut, $"Coolify at {Address} did not answer '{call.Name}' within {Seconds(limit)} s. It is overloaded, hangs, or a firewall drops the connection. {Again(call)}", exception, isTransient: true, mayHaveBeenDone: !call.Reads);
                case AuthenticationException:
                    return Tls(call, exception, inner);
                case SocketException socket:
                    return Unreachable(call, exception, socket);
            }
        }

        return exception switch
        {
            HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => Tls(call, exception, exception),
            HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => NoName(call, exception),
            HttpRequestException { HttpRequestError: HttpRequestError.ProxyTunnelError } => Failed(call, CoolifyErrorKind.ConnectionFailed, $"The proxy on the way to Coolify at {Address} refused the connection. Correct HTTPS_PROXY, or add the host to NO_PROXY.", exception, isTransient: true, mayHaveBeenDone: false),
            HttpRequestException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded } => Failed(call, CoolifyErrorKind.InvalidAnswer, $"The answer of Coolify at {Address} to '{call.Name}' is larger than {Setting("MaxResponseBytes")} allows. Raise it; a token without read:sensitive makes answers smaller.", exception, isTransient: false, mayHaveBeenDone: !call.Reads),
            _ => Broke(call, exception, exception),
        };
    }

    /// <summary>Returns the exception for what the version cannot do.</summary>
    public CoolifyApiException NotSupported(CoolifyCall call, CoolifyFeature feature, CoolifyVersion version) =>
        Failed(call, CoolifyErrorKind.NotSupported, $"Coolify at {Address} is version {version}; {CoolifyCapabilities.Describe(feature)} needs {CoolifyVersion.Since(feature)}. Update Coolify.", innerException: null, isTransient: false, mayHaveBeenDone: false);

    /// <summary>Returns the exception for an answer that something was made, but not what.</summary>
    public CoolifyApiException WithoutId(CoolifyCall call) =>
        Failed(call, CoolifyErrorKind.InvalidAnswer, $"Coolify at {Address} answered '{call.Name}' without the id of what it made. Look at what is there, then repeat.", innerException: null, isTransient: true, mayHaveBeenDone: true);

    private static (CoolifyErrorKind Kind, string Remedy) BadRequest(CoolifyAnswerReader answer) => answer.Words switch
    {
        { } words when words.Contains("already running", StringComparison.OrdinalIgnoreCase) => (CoolifyErrorKind.AlreadyRunning, "There is nothing to start; deploy it to apply a change."),
        { } words when words.Contains("already stopped", StringComparison.OrdinalIgnoreCase) => (CoolifyErrorKind.AlreadyStopped, "There is nothing to stop."),
        { } words when words.StartsWith("Invalid request", StringComparison.OrdinalIgnoreCase) => (CoolifyErrorKind.InvalidRequest, "Something on the way changed the request, or this library does not fit this version of Coolify."),
        { } words when words.StartsWith("Invalid token", StringComparison.OrdinalIgnoreCase) => (CoolifyErrorKind.Unauthenticated, "The token belongs to no team. Make a new one under Keys & Tokens > API tokens."),
        _ => (CoolifyErrorKind.InvalidState, "The state of the resource or its server does not allow it. Look at it in Coolify."),
    };

    private (CoolifyErrorKind Kind, string Remedy) Forbidden(CoolifyAnswerReader answer)
    {
        string words = answer.Words ?? string.Empty;
        const StringComparison Ignore = StringComparison.OrdinalIgnoreCase;
        if (words.Contains("Missing required permissions", Ignore))
        {
            return (CoolifyErrorKind.MissingAbility, $"The token lacks an ability. Make one with read, write and deploy (tick deploy first: it clears the others), or with root, and set {Setting("ApiToken")} or COOLIFY_API_TOKEN.");
        }

        if (words.Contains("team role", Ignore) || words.Contains("exceed your current role", Ignore))
        {
            return (CoolifyErrorKind.MissingRole, "The owner of the token is only a member of the team. Make the owner an admin of the team, or use a token of an admin or owner.");
        }

        if (words.Contains("API is disabled", Ignore))
        {
            return (CoolifyErrorKind.ApiDisabled, "Switch it on in Coolify: Settings > Configuration > Advanced > API Access.");
        }

        if (words.Contains("not allowed to access the API", Ignore))
        {
            return (CoolifyErrorKind.AddressNotAllowed, "The address that this request came from is not in Coolify's list. Add it in Coolify: Settings > Configuration > Advanced > Allowed IPs for API Access.");
        }

        return answer.IsJson
            ? (CoolifyErrorKind.Forbidden, "The token's owner may not do this in the team. Use a token of an admin or owner of the team.")
            : (CoolifyErrorKind.Forbidden, "The answer is not Coolify's: a proxy or firewall before it does not allow this request.");
    }

    private (CoolifyErrorKind Kind, string Remedy) NotFound(CoolifyCall call, CoolifyAnswerReader answer) =>
        answer is { IsJson: true, HasDocs: false } ? (CoolifyErrorKind.NotFound, "It was deleted, or belongs to another team than the token.")
        : answer.IsJson ? (CoolifyErrorKind.RouteNotFound, call.Feature is { } feature
            ? $"This Coolify has no such route: {CoolifyCapabilities.Describe(feature)} needs {CoolifyVersion.Since(feature)}. Update Coolify."
            : $"This Coolify has no such route; {CoolifyVersion.Minimum} or later is needed. Update Coolify.")
        : (CoolifyErrorKind.RouteNotFound, $"The answer is not Coolify's: {Setting("ApiUrl")} is not the address of its API, or a proxy before it does not let /api pass. Correct the address.");

    private static string RedirectRemedy(HttpResponseMessage response) => response.Headers.Location switch
    {
        { IsAbsoluteUri: true, Scheme: "https" } when response.RequestMessage?.RequestUri?.Scheme == "http" => "Coolify wants https. Write the address with https.",
        { } location when location.OriginalString.Contains("login", StringComparison.OrdinalIgnoreCase) => "It leads to a login page: the address is not that of the API, or a proxy wants a login first.",
        _ => "Write the address to which it leads, if that is Coolify's.",
    };

    private static string Holders(IReadOnlyList<CoolifyDomainConflict> conflicts) =>
        string.Join(' ', conflicts.Select(conflict => $"'{conflict.Domain}' is held by {conflict.ResourceType ?? "a resource"} '{conflict.ResourceName ?? conflict.ResourceUuid ?? "?"}'{(conflict.ServiceName is { } service ? $" ({service})" : string.Empty)}."));

    private static string Refused(IReadOnlyDictionary<string, IReadOnlyList<string>> errors)
    {
        var text = new StringBuilder();
        foreach ((string field, IReadOnlyList<string> texts) in errors)
        {
            text.Append(text.Length == 0 ? string.Empty : " ").Append(field.Length == 0 ? string.Empty : field + ": ").AppendJoin(' ', texts);
        }

        return text.ToString();
    }

    private static string WaitText(TimeSpan? wait) => wait is { } time ? $"Wait {Seconds(time)} s." : "Wait a minute.";

    private static string Quote(string? words, bool isJson) =>
        words is null ? "." : isJson ? $": {words}{(words.EndsWith('.') ? string.Empty : ".")}" : $" and a page: '{words}'.";

    private static string Again(CoolifyCall call) => call.Reads ? "Repeat it." : "It may have been carried out or not. Look at what is there, then repeat.";

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.#", CultureInfo.InvariantCulture);

    private static ProvisioningErrorCode CodeOf(CoolifyErrorKind kind) => kind switch
    {
        CoolifyErrorKind.Unauthenticated or CoolifyErrorKind.MissingAbility or CoolifyErrorKind.MissingRole or CoolifyErrorKind.ApiDisabled
            or CoolifyErrorKind.AddressNotAllowed or CoolifyErrorKind.Forbidden => ProvisioningErrorCode.AccessDenied,
        CoolifyErrorKind.NotFound => ProvisioningErrorCode.NotFound,
        CoolifyErrorKind.RouteNotFound or CoolifyErrorKind.NotSupported => ProvisioningErrorCode.NotSupported,
        CoolifyErrorKind.Conflict or CoolifyErrorKind.DomainConflict or CoolifyErrorKind.AlreadyRunning or CoolifyErrorKind.AlreadyStopped => ProvisioningErrorCode.Conflict,
        CoolifyErrorKind.RateLimited or CoolifyErrorKind.GatewayError or CoolifyErrorKind.TimedOut or CoolifyErrorKind.ConnectionFailed
            or CoolifyErrorKind.TlsFailed or CoolifyErrorKind.Redirected or CoolifyErrorKind.InvalidAnswer => ProvisioningErrorCode.Unavailable,
        _ => ProvisioningErrorCode.BackendError,
    };

    private static bool IsTransient(CoolifyErrorKind kind) =>
        kind is CoolifyErrorKind.RateLimited or CoolifyErrorKind.GatewayError or CoolifyErrorKind.ServerError or CoolifyErrorKind.TimedOut or CoolifyErrorKind.ConnectionFailed;

    private CoolifyApiException Unreachable(CoolifyCall call, Exception exception, SocketException socket) => socket.SocketErrorCode switch
    {
        SocketError.ConnectionRefused => Failed(call, CoolifyErrorKind.ConnectionFailed, $"Coolify at {Address} refused the connection: nothing listens there. Start it, or correct {Setting("ApiUrl")}.", exception, isTransient: true, mayHaveBeenDone: false),
        SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => NoName(call, exception),
        SocketError.HostUnreachable or SocketError.NetworkUnreachable => Failed(call, CoolifyErrorKind.ConnectionFailed, $"Coolify at {Address} cannot be reached. Check the address, the network and its firewalls.", exception, isTransient: true, mayHaveBeenDone: false),
        _ => Broke(call, exception, socket),
    };

    private CoolifyApiException NoName(CoolifyCall call, Exception exception) =>
        Failed(call, CoolifyErrorKind.ConnectionFailed, $"Coolify at {Address} cannot be found: the host name '{apiUrl.Host}' has no address. Correct {Setting("ApiUrl")}, or repair name resolution.", exception, isTransient: true, mayHaveBeenDone: false);

    private CoolifyApiException Broke(CoolifyCall call, Exception exception, Exception cause)
    {
        bool neverSent = exception is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError };
        return Failed(call, CoolifyErrorKind.ConnectionFailed, $"The connection to Coolify at {Address} {(neverSent ? "could not be made" : "broke")} during '{call.Name}' ({cause.Message.TrimEnd('.')}). {(neverSent ? "Check that it runs, and the network." : Again(call))}", exception, isTransient: true, mayHaveBeenDone: !neverSent && !call.Reads);
    }

    private CoolifyApiException Tls(CoolifyCall call, Exception exception, Exception cause) =>
        Failed(call, CoolifyErrorKind.TlsFailed, $"The TLS connection to Coolify at {Address} failed: {cause.Message.TrimEnd('.')}. The certificate must be valid now, name the host '{apiUrl.Host}', and be signed by an authority that this system trusts, or by the one in {Setting("CaCertificatePath")}. Correct the certificate or the option; the verification cannot be switched off.", exception, isTransient: false, mayHaveBeenDone: false);

    private CoolifyApiException Failed(CoolifyCall call, CoolifyErrorKind kind, string message, Exception? innerException, bool isTransient, bool mayHaveBeenDone, HttpStatusCode? status = null) =>
        new(message, innerException)
        {
            Kind = kind,
            ErrorCode = CodeOf(kind),
            IsTransient = isTransient,
            StatusCode = status,
            Request = call.Name,
            ProviderName = providerName,
            MayHaveBeenDone = mayHaveBeenDone,
        };
}
