namespace Provisioning.Projects;

/// <summary>The store's clock, carried on from one reading by the time that passes here: it never goes back.</summary>
internal sealed class StoreClock(DateTimeOffset anchor, TimeProvider timeProvider)
{
    private readonly long _timestamp = timeProvider.GetTimestamp();

    public DateTimeOffset Now => anchor + timeProvider.GetElapsedTime(_timestamp);
}
