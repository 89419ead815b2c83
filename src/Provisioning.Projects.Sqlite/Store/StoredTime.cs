namespace Provisioning.Projects.Sqlite;

/// <summary>A time as stored: units of 100 nanoseconds since 1970 in UTC, in both databases, so that it sorts and nothing of it is lost.</summary>
internal static class StoredTime
{
    internal static long From(DateTimeOffset time) => time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks;

    internal static long? From(DateTimeOffset? time) => time is { } value ? From(value) : null;

    internal static DateTimeOffset To(long stored) => new(stored + DateTimeOffset.UnixEpoch.Ticks, TimeSpan.Zero);
}
