namespace Provisioning.Coolify;

/// <summary>Tells which lines are new when the last lines of a log are read again. Pure.</summary>
internal static class LogWindow
{
    /// <summary>Returns the entries that were not there before: those after the longest piece at whose end the earlier ones stand.</summary>
    /// <param name="before">The last lines as they were; <see langword="null"/> when none were read yet.</param>
    /// <param name="now">The last lines as they are.</param>
    public static IEnumerable<ProjectLogEntry> New(IReadOnlyList<ProjectLogEntry>? before, IReadOnlyList<ProjectLogEntry> now)
    {
        if (before is null || before.Count == 0)
        {
            return now;
        }

        for (int added = 0; added < now.Count; added++)
        {
            int kept = now.Count - added;
            int compared = Math.Min(kept, before.Count);
            if (IsSame(before, before.Count - compared, now, kept - compared, compared))
            {
                return now.Skip(kept);
            }
        }

        return now; // more than a window's lines were written, or the container was made anew
    }

    private static bool IsSame(IReadOnlyList<ProjectLogEntry> before, int beforeStart, IReadOnlyList<ProjectLogEntry> now, int nowStart, int count)
    {
        for (int i = count - 1; i >= 0; i--)
        {
            if (before[beforeStart + i].Message != now[nowStart + i].Message || before[beforeStart + i].Timestamp != now[nowStart + i].Timestamp)
            {
                return false;
            }
        }

        return true;
    }
}
