using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text.Json;
using Docker.DotNet;

namespace Provisioning.Local.Engine;

/// <summary>Turns what the client library, HTTP, TLS and sockets throw into <see cref="EngineException"/> or <see cref="ProviderUnavailableException"/>.</summary>
internal static class EngineErrorMapper
{
    private const int LongestWords = 1000;

    /// <summary>Returns whether an exception is already one that callers of the engine client expect, or a mistake of the caller.</summary>
    public static bool IsFinal(Exception exception) => exception is EngineException or ProvisioningException or ArgumentException or ObjectDisposedException;

    /// <summary>Returns the exception to throw instead.</summary>
    public static Exception Map(Exception exception, string call, EngineEndpoint endpoint, TimeSpan? timeout)
    {
        if (exception is DockerApiException answer)
        {
            return FromAnswer(answer.StatusCode, answer.ResponseBody, call, endpoint);
        }

        for (var inner = exception; inner is not null; inner = inner.InnerException)
        {
            switch (inner)
            {
                case AuthenticationException:
                    return Tls(inner, exception, endpoint);
                case SocketException socket:
                    return Unreachable(socket, exception, call, endpoint);
                case UnauthorizedAccessException:
                    return Denied(exception, endpoint);
            }
        }

        if (endpoint.UsesTls && IsAlert(exception))
        {
            return Tls(exception.GetBaseException(), exception, endpoint);
        }

        return exception switch
        {
            OperationCanceledException or TimeoutException => TimedOut(exception, call, endpoint, timeout),
            HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => Tls(exception, exception, endpoint),
            JsonException or InvalidDataException or NotSupportedException or HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse } =>
                new ProviderUnavailableException($"What answers at {endpoint} to '{call}' does not speak like a Docker Engine ({Short(exception)}). Something else listens there, or a proxy changes the answer. Check the endpoint.", exception) { IsTransient = false },
            _ => Broke(exception, exception, call, endpoint),
        };
    }

    /// <summary>Returns the exception for an answer with an error status.</summary>
    public static Exception FromAnswer(HttpStatusCode status, string? body, string call, EngineEndpoint endpoint)
    {
        var words = Words(body);
        if (!IsEngineJson(body))
        {
            if (words.Contains("HTTP request to an HTTPS server", StringComparison.Ordinal))
            {
                return new ProviderUnavailableException($"The Docker Engine at {endpoint} wants TLS, and was asked without. Set DOCKER_TLS_VERIFY=1 and DOCKER_CERT_PATH to the directory of ca.pem, cert.pem and key.pem.") { IsTransient = false };
            }

            if (status is HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout)
            {
                return new ProviderUnavailableException($"A proxy in front of the Docker Engine at {endpoint} answered '{call}' with {(int)status}: {words} The engine behind it does not answer. Start it, then repeat.");
            }

            if (status is HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized)
            {
                words += " (The answer is not the engine's: a proxy in front of it does not allow this call.)";
            }
        }

        return new EngineException(status, call, words);
    }

    /// <summary>Returns the engine's own words from an answer's body: its <c>message</c>, or the text without markup; shortened, in one line.</summary>
    public static string Words(string? body)
    {
        if (string.IsNullOrWhiteSpace(body))
        {
            return "no explanation";
        }

        var text = MessageOf(body) ?? WithoutMarkup(body);
        text = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        text = string.Concat(text.Select(c => char.IsControl(c) ? '?' : c));
        return text.Length > LongestWords ? text[..LongestWords] + "..." : text;
    }

    private static bool IsEngineJson(string? body) => body is not null && MessageOf(body) is not null;

    private static string? MessageOf(string body)
    {
        if (!body.AsSpan().TrimStart().StartsWith("{"))
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.TryGetProperty("message", out var message) && message.ValueKind == JsonValueKind.String ? message.GetString() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string WithoutMarkup(string text)
    {
        if (!text.Contains('<', StringComparison.Ordinal))
        {
            return text;
        }

        var inside = false;
        return string.Concat(text.Take(8 * LongestWords).Select(c =>
        {
            inside = c == '<' || (inside && c != '>');
            return inside || c == '>' ? ' ' : c;
        }));
    }

    private static ProviderUnavailableException Unreachable(SocketException socket, Exception exception, string call, EngineEndpoint endpoint)
    {
        switch (socket.SocketErrorCode)
        {
            case SocketError.AccessDenied:
                return Denied(exception, endpoint);
            case SocketError.AddressNotAvailable when endpoint.SocketPath is { } path:
                return new ProviderUnavailableException($"There is no Docker Engine at {endpoint}: the socket '{path}' does not exist. Install Docker or start it ('systemctl start docker'), or name the engine in DOCKER_HOST.", exception);
            case SocketError.ConnectionRefused when endpoint.SocketPath is { } path:
                return new ProviderUnavailableException($"The Docker Engine at {endpoint} does not run: the socket '{path}' exists, but nothing listens. Start it ('systemctl start docker').", exception);
            case SocketError.ConnectionRefused:
                return new ProviderUnavailableException($"The Docker Engine at {endpoint} refused the connection: nothing listens there. Start it, or correct the address.", exception);
            case SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain:
                return new ProviderUnavailableException($"The Docker Engine at {endpoint} cannot be found: the host name '{endpoint.BaseUri.Host}' has no address. Correct the name, or repair name resolution.", exception);
            case SocketError.TimedOut or SocketError.HostUnreachable or SocketError.NetworkUnreachable:
                return new ProviderUnavailableException($"The Docker Engine at {endpoint} cannot be reached ({Short(socket)}). Check the address, the network and its firewalls.", exception);
            default:
                return Broke(socket, exception, call, endpoint);
        }
    }

    private static ProviderUnavailableException Broke(Exception cause, Exception exception, string call, EngineEndpoint endpoint)
    {
        var certificate = endpoint.UsesTls ? " Or it wants a client certificate, or another one, and closed the connection: check cert.pem and key.pem." : "";
        return new ProviderUnavailableException($"The connection to the Docker Engine at {endpoint} broke during '{call}' ({Short(cause)}). The engine may have stopped or restarted, and may have done the call or not. Look at what is there, then repeat.{certificate}", exception);
    }

    private static ProviderUnavailableException Denied(Exception exception, EngineEndpoint endpoint) =>
        new($"This user may not use the Docker Engine at {endpoint}: permission denied. Add the user to the group docker ('sudo usermod -aG docker <user>', then log in again), or run as root. Who may use the socket is as powerful as root.", exception)
        {
            IsTransient = false,
            ErrorCode = ProvisioningErrorCode.AccessDenied,
        };

    private static ProviderUnavailableException Tls(Exception cause, Exception exception, EngineEndpoint endpoint)
    {
        var trust = endpoint.CertificateDirectory is { } directory ? $"ca.pem in '{directory}'" : "the system's trusted authorities";
        return new ProviderUnavailableException($"The TLS connection to the Docker Engine at {endpoint} failed: {Short(cause)} The certificate must be valid now, name the host '{endpoint.BaseUri.Host}', and be signed by {trust}; the engine must accept the client certificate. Correct the certificates; the verification cannot be switched off.", exception) { IsTransient = false };
    }

    // with TLS 1.3 the engine refuses a client certificate after the handshake: the refusal arrives where an answer should
    private static bool IsAlert(Exception exception)
    {
        for (var inner = exception; inner is not null; inner = inner.InnerException)
        {
            if (inner.Message.Contains("alert", StringComparison.OrdinalIgnoreCase) && inner.Message.Contains("SSL", StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private static ProviderUnavailableException TimedOut(Exception exception, string call, EngineEndpoint endpoint, TimeSpan? timeout) =>
        new($"The Docker Engine at {endpoint} did not answer '{call}'{(timeout is { } limit ? $" within {limit.TotalSeconds:0.#} s" : " in time")}. It is overloaded, hangs, or a firewall drops the connection; the call may have been done or not. Look at what is there, then repeat.", exception);

    private static string Short(Exception exception)
    {
        var words = Words(exception.Message);
        return words.Length > 300 ? words[..300] + "..." : words;
    }
}
