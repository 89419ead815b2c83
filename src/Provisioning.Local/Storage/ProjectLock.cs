using System.Security.Cryptography;

namespace Provisioning.Local.Storage;

/// <summary>
/// A lock between processes: a file that the operating system unlocks when its holder dies. What the holder does stands in the project's record.
/// </summary>
#pragma warning disable CA2000 // The stream is the lock, and belongs to whoever takes it.
internal sealed class ProjectLock : IDisposable
{
    private static readonly TimeSpan ProbeTime = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    private readonly FileStream _stream;

    private ProjectLock(FileStream stream) => _stream = stream;

    /// <summary>Takes the lock, or returns <see langword="null"/> when it is held for longer than <paramref name="patience"/>.</summary>
    public static async Task<ProjectLock?> TryTakeAsync(string path, TimeSpan patience, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        // Whoever asks whether the lock is held holds it for an instant itself: that alone must not look like "busy".
        TimeSpan limit = patience > ProbeTime ? patience : ProbeTime;
        long since = timeProvider.GetTimestamp();
        TimeSpan pause = Pause;
        AtomicFile.CreatePrivateDirectory(Path.GetDirectoryName(path)!);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            ProjectLock? taken = TryTake(path);
            if (taken is not null)
            {
                return taken;
            }

            if (timeProvider.GetElapsedTime(since) > limit)
            {
                return null;
            }

            await Task.Delay(pause, timeProvider, cancellationToken).ConfigureAwait(false);
            pause = pause < TimeSpan.FromMilliseconds(100) ? pause * 1.5 : pause;
        }
    }

    /// <summary>Returns whether a process, this one or another, holds the lock now.</summary>
    public static bool IsHeld(string path)
    {
        try
        {
            using var probe = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            return false;
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
        catch (IOException exception) when (IsSharingViolation(exception))
        {
            return true;
        }
    }

    /// <summary>Gives the lock back and removes its file.</summary>
    public void Dispose()
    {
        // Removed while it is held. A process that opened it before and locks it afterwards notices that the path no longer leads to it.
        try
        {
            File.Delete(_stream.Name);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Windows does not remove an open file; an empty lock file does no harm.
        }

        _stream.Dispose();
    }

    private static ProjectLock? TryTake(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = AtomicFile.PrivateFile;
        }

        FileStream stream;
        try
        {
            stream = new FileStream(path, options);
        }
        catch (IOException exception) when (IsSharingViolation(exception))
        {
            return null;
        }

        try
        {
            if (OperatingSystem.IsWindows() || IsAtPath(stream, path))
            {
                return new ProjectLock(stream);
            }
        }
        catch
        {
            stream.Dispose();
            throw;
        }

        stream.Dispose();
        return null;
    }

    // EWOULDBLOCK of Linux and of macOS, ERROR_SHARING_VIOLATION of Windows
    private static bool IsSharingViolation(IOException exception) => exception.HResult is 11 or 35 or unchecked((int)0x80070020);

    // The content cannot be read past the lock, but times can: a random one says whether the path leads to the file that is held.
    private static bool IsAtPath(FileStream stream, string path)
    {
        var mark = new DateTime(RandomNumberGenerator.GetInt32(2001, 2030), 1, 1, 0, 0, 0, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(stream.SafeFileHandle, mark.AddTicks(RandomNumberGenerator.GetInt32(int.MaxValue)).AddSeconds(RandomNumberGenerator.GetInt32(1_000_000)));
        return File.Exists(path) && File.GetLastWriteTimeUtc(path) == File.GetLastWriteTimeUtc(stream.SafeFileHandle);
    }
}
