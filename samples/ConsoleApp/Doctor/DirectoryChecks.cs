using System.Globalization;

namespace Provisioning.ConsoleApp;

internal static class DirectoryChecks
{
    private const long Mebibyte = 1024 * 1024;
    private const long TooLittle = 200 * Mebibyte;
    private const long Little = 2048 * Mebibyte;

    public static DoctorCheckDocument Writable(string name, string directory)
    {
        string existing = NearestExisting(directory);
        try
        {
            // Asking for permissions says less than writing: the disk may be read-only or full.
            using FileStream probe = new(Path.Combine(existing, $".provisioning-{Path.GetRandomFileName()}"), FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
            probe.WriteByte(0);
            probe.Flush();
            return new DoctorCheckDocument(name, DoctorResult.Ok, existing == directory ? directory : $"{directory} (will be made)", Remedy: null);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return new DoctorCheckDocument(
                name,
                DoctorResult.Failed,
                $"{directory} cannot be written to",
                $"{exception.Message} Give this user the right to write there, or choose another directory with Provisioning:Local:StateDirectory (PROVISIONING__LOCAL__STATEDIRECTORY).");
        }
    }

    public static DoctorCheckDocument Space(string name, string directory)
    {
        string existing = NearestExisting(directory);
        try
        {
            long free = new DriveInfo(existing).AvailableFreeSpace;
            string found = string.Create(CultureInfo.InvariantCulture, $"{free / (1024.0 * Mebibyte):0.0} GiB free at {existing}");
            return free < TooLittle ? new DoctorCheckDocument(name, DoctorResult.Failed, found, "Nothing can be provisioned with so little. Make room.")
                : free < Little ? new DoctorCheckDocument(name, DoctorResult.Warning, found, "That is little for images and data. Make room.")
                : new DoctorCheckDocument(name, DoctorResult.Ok, found, Remedy: null);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return new DoctorCheckDocument(name, DoctorResult.Warning, $"not known for {existing}", exception.Message);
        }
    }

    private static string NearestExisting(string directory)
    {
        string? existing = directory;
        while (existing is not null && !Directory.Exists(existing))
        {
            existing = Path.GetDirectoryName(existing);
        }

        return existing ?? Path.GetPathRoot(directory) ?? directory;
    }
}
