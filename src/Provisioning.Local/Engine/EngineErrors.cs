using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace Provisioning.Local.Engine;

/// <summary>
/// Says what an engine's error is about. By its words and any error status: the same refusal is 400, 403, 404 or 500 depending on the engine's version.
/// </summary>
internal static partial class EngineErrors
{
    /// <summary>Returns whether a container or network with the name exists already.</summary>
    public static bool IsNameConflict(EngineException exception) =>
        exception.StatusCode == HttpStatusCode.Conflict && (Says(exception, "is already in use by container") || Says(exception, "already exists"));

    /// <summary>Returns whether a host port is taken, by another container or by another program.</summary>
    /// <param name="exception">The error.</param>
    /// <param name="port">The port, or 0 when the engine does not say which.</param>
    public static bool IsPortInUse(EngineException exception, out int port)
    {
        port = 0;
        if (!IsError(exception) || !(Says(exception, "port is already allocated") || Says(exception, "address already in use") || Says(exception, "ports are not available")))
        {
            return false;
        }

        var match = BoundPort().Match(exception.EngineMessage);
        if (match.Success && int.TryParse(match.Groups["port"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var found) && found <= 65535)
        {
            port = found;
        }

        return true;
    }

    /// <summary>Returns whether the image of a container to create is not at the engine.</summary>
    public static bool IsImageMissing(EngineException exception) => IsError(exception) && Says(exception, "no such image");

    /// <summary>Returns whether the container, network, volume or image that a call names does not exist.</summary>
    public static bool IsNotFound(EngineException exception) => exception.StatusCode == HttpStatusCode.NotFound;

    /// <summary>Returns whether the registry does not have the image, tag or platform.</summary>
    public static bool IsManifestUnknown(EngineException exception) =>
        IsError(exception) && (Says(exception, "manifest unknown") || Says(exception, "no matching manifest") || Says(exception, "name unknown") || Says(exception, "manifest for ") || NotFoundAtRegistry().IsMatch(exception.EngineMessage));

    /// <summary>Returns whether the registry asks for credentials, or refuses those it got. Registries say so for repositories that do not exist, too.</summary>
    public static bool IsPullDenied(EngineException exception) =>
        IsError(exception) && (Says(exception, "pull access denied") || Says(exception, "no basic auth credentials") || Says(exception, "unauthorized") || Says(exception, "requested access to the resource is denied") || Says(exception, "authentication required") || Says(exception, "incorrect username or password"));

    /// <summary>Returns whether the registry limits the rate of pulls.</summary>
    public static bool IsPullRateLimited(EngineException exception) =>
        IsError(exception) && (Says(exception, "toomanyrequests") || Says(exception, "too many requests") || Says(exception, "pull rate limit"));

    /// <summary>Returns whether the engine could not reach the registry.</summary>
    public static bool IsRegistryUnreachable(EngineException exception) =>
        IsError(exception) && !IsPortInUse(exception, out _) && (Says(exception, "no such host") || Says(exception, "dial tcp") || Says(exception, "i/o timeout") || Says(exception, "tls handshake timeout")
            || Says(exception, "client.timeout exceeded") || Says(exception, "request canceled while waiting for connection") || Says(exception, "server misbehaving") || Says(exception, "x509:") || Says(exception, "proxyconnect") || Says(exception, "temporary failure in name resolution"));

    /// <summary>Returns whether a network's subnet overlaps that of another network.</summary>
    public static bool IsSubnetOverlap(EngineException exception) =>
        IsError(exception) && (Says(exception, "pool overlaps with other one") || Says(exception, "overlaps with existing"));

    /// <summary>Returns whether the engine has no subnet left to choose from.</summary>
    public static bool IsAddressPoolExhausted(EngineException exception) =>
        IsError(exception) && (Says(exception, "all predefined address pools have been fully subnetted") || Says(exception, "could not find an available, non-overlapping"));

    /// <summary>Returns whether a network cannot be removed because containers are connected to it.</summary>
    public static bool IsNetworkInUse(EngineException exception) => IsError(exception) && Says(exception, "has active endpoints");

    /// <summary>Returns whether a container is connected to the network already. Engines refuse that for running containers only.</summary>
    public static bool IsAlreadyConnected(EngineException exception) =>
        IsError(exception) && (Says(exception, "already exists in network") || Says(exception, "is already attached to network") || Says(exception, "is already connected to network"));

    /// <summary>Returns whether a volume cannot be removed because containers, running or not, use it.</summary>
    public static bool IsVolumeInUse(EngineException exception) => IsError(exception) && Says(exception, "volume is in use");

    /// <summary>Returns whether a container cannot be removed because its removal is under way already.</summary>
    public static bool IsRemovalInProgress(EngineException exception) =>
        IsError(exception) && Says(exception, "removal of container") && Says(exception, "already in progress");

    /// <summary>Returns whether a command cannot be run because its container does not run.</summary>
    public static bool IsNotRunning(EngineException exception) => IsError(exception) && Says(exception, "is not running");

    /// <summary>Returns whether a container cannot be started because containerd still has its last run. Engines before 23.0 come to this when their processes were killed, and out of it only by a restart.</summary>
    public static bool IsTaskLeftOver(EngineException exception) => IsError(exception) && Says(exception, "task") && Says(exception, "already exists");

    private static bool IsError(EngineException exception) => (int)exception.StatusCode >= 400;

    private static bool Says(EngineException exception, string words) => exception.EngineMessage.Contains(words, StringComparison.OrdinalIgnoreCase);

    // "Bind for 0.0.0.0:80 failed", "listen tcp4 127.0.0.1:80: bind", "exposing port TCP 0.0.0.0:80", "bind host port [for] [::]:80", also "Bind for :::80"
    [GeneratedRegex(@"(?:bind for|listen (?:tcp|udp|sctp)[46]?|exposing port (?:tcp|udp|sctp)|bind host port(?: for)?)\s+(?:\[[^\]]*\]|[0-9.]+|::|localhost)?:(?<port>\d{1,5})\b", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex BoundPort();

    [GeneratedRegex(@"^(?:failed to resolve reference .*|[^ ]+): not found$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex NotFoundAtRegistry();
}
