using System.Globalization;

namespace Provisioning.Compose;

/// <summary>
/// How a backend sees from outside that an endpoint answers, beyond what health checks say from inside, as a template declares it under <c>x-provisioning.endpoints.&lt;name&gt;.ready</c>.
/// </summary>
public sealed class TemplateReadiness
{
    /// <summary>The default of <see cref="Timeout"/>.</summary>
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(60);

    /// <summary>The default of <see cref="Interval"/>.</summary>
    public static readonly TimeSpan DefaultInterval = TimeSpan.FromMilliseconds(500);

    /// <summary>Gets the path, with its query, that is asked for by HTTP <c>GET</c>; <see langword="null"/> when a TCP connection that stays open is enough.</summary>
    public string? HttpPath { get; init; }

    /// <summary>Gets the lowest status that is good. The default is 200.</summary>
    public int MinStatus { get; init; } = 200;

    /// <summary>Gets the highest status that is good. The default is 399: a redirection is an answer, and is not followed.</summary>
    public int MaxStatus { get; init; } = 399;

    /// <summary>Gets how long the endpoint has to answer, counted from when all services are ready. The default is 60 seconds.</summary>
    public TimeSpan Timeout { get; init; } = DefaultTimeout;

    /// <summary>Gets the time between two attempts. The default is half a second.</summary>
    public TimeSpan Interval { get; init; } = DefaultInterval;

    /// <summary>Returns what is asked and expected.</summary>
    public override string ToString() => HttpPath is null ? "tcp"
        : MinStatus == MaxStatus ? string.Create(CultureInfo.InvariantCulture, $"GET {HttpPath}: {MinStatus}")
        : string.Create(CultureInfo.InvariantCulture, $"GET {HttpPath}: {MinStatus}-{MaxStatus}");
}
