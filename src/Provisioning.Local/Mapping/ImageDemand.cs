using System.Buffers;
using System.Globalization;
using Provisioning.Compose;

namespace Provisioning.Local.Mapping;

/// <summary>An image that services need, and when it is pulled.</summary>
/// <param name="Reference">The reference as the template has it.</param>
/// <param name="Platform">The platform, or <see langword="null"/> for the engine's own.</param>
/// <param name="When">When to pull.</param>
/// <param name="MaxAge">The age after which it is pulled again.</param>
/// <param name="CanBuild">Whether the service has a <c>build</c> section: a failed pull is then no last word for Compose.</param>
internal sealed record ImageDemand(string Reference, string? Platform, ImagePull When, TimeSpan? MaxAge, bool CanBuild)
{
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789.");
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <summary>Returns what a project needs, each image once: the eager one of several wishes wins.</summary>
    public static IReadOnlyList<ImageDemand> Of(ComposeProject project, MappingOptions options) =>
    [
        .. project.Services.Values
            .Where(service => ResourceNames.Replicas(service) > 0)
            .SelectMany(service => Of(service, project, options))
            .GroupBy(demand => (demand.Reference, demand.Platform))
            .Select(group => group.OrderByDescending(demand => demand.When).ThenBy(demand => demand.MaxAge).First()),
    ];

    /// <summary>Whether to pull now.</summary>
    /// <param name="exists">Whether the engine has the image, for the right platform.</param>
    /// <param name="taggedAt">When it was last pulled or tagged.</param>
    /// <param name="now">The time.</param>
    public bool MustPull(bool exists, DateTimeOffset? taggedAt, DateTimeOffset now) => When switch
    {
        ImagePull.Never => false,
        ImagePull.Always => true,
        ImagePull.Aged when exists => taggedAt is null || now - taggedAt > MaxAge,
        _ => !exists,
    };

    /// <summary>Whether a policy is one that is carried out here.</summary>
    public static bool IsPolicy(string policy) => policy is "missing" or "if_not_present" or "always" or "never" || Age(policy) is not null;

    /// <summary>Reads <c>daily</c>, <c>weekly</c> and <c>every_36h</c>, <c>every_2d12h</c>.</summary>
    public static TimeSpan? Age(string? policy)
    {
        switch (policy)
        {
            case "daily":
                return Day;
            case "weekly":
                return 7 * Day;
            case null:
                return null;
        }

        if (!policy.StartsWith("every_", StringComparison.Ordinal) || policy.Length == "every_".Length)
        {
            return null;
        }

        TimeSpan sum = TimeSpan.Zero;
        ReadOnlySpan<char> rest = policy.AsSpan("every_".Length);
        while (!rest.IsEmpty)
        {
            int digits = rest.IndexOfAnyExcept(Digits);
            if (digits <= 0 || !double.TryParse(rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double amount) || amount > 1_000_000)
            {
                return null;
            }

            rest = rest[digits..];
            int length = rest.IndexOfAny(Digits) is var next && next < 0 ? rest.Length : next;
            TimeSpan? unit = rest[..length] switch
            {
                "w" => 7 * Day,
                "d" => Day,
                "h" => TimeSpan.FromHours(1),
                "m" => TimeSpan.FromMinutes(1),
                "s" => TimeSpan.FromSeconds(1),
                "ms" => TimeSpan.FromMilliseconds(1),
                _ => null,
            };
            if (unit is null)
            {
                return null;
            }

            sum += amount * unit.Value;
            rest = rest[length..];
        }

        return sum;
    }

    private static IEnumerable<ImageDemand> Of(ComposeService service, ComposeProject project, MappingOptions options)
    {
        string? platform = service.Platform is { Length: > 0 } given ? given : options.DefaultPlatform;
        string? policy = service.PullPolicy is { Length: > 0 } own ? own : options.DefaultPullPolicy;
        TimeSpan? age = Age(policy);
        ImagePull when = policy switch
        {
            "always" => ImagePull.Always,
            "never" or "build" => ImagePull.Never,
            _ => age is null ? ImagePull.Missing : ImagePull.Aged,
        };

        // What is only built has no name at any registry.
        if (service.Image is { Length: > 0 } || service.Build is null)
        {
            yield return new ImageDemand(ResourceNames.Image(project.Name, service), platform, when, age, service.Build is not null);
        }

        foreach (ComposeMount mount in service.Volumes.Where(mount => mount.Type == "image" && mount.Source is { Length: > 0 }))
        {
            yield return new ImageDemand(mount.Source!, platform, ImagePull.Missing, MaxAge: null, CanBuild: false);
        }
    }
}
