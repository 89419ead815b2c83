using Microsoft.Data.Sqlite;

namespace Provisioning.Projects.Sqlite;

/// <summary>Where a connection string leads to. Compiled by both packages.</summary>
internal static class SqliteFile
{
    /// <summary>How long a write waits for another process's, in seconds, where the connection string says nothing.</summary>
    internal const int BusySeconds = 30;

    /// <summary>Makes the file, readable by its owner only, and its folder where they are missing: SQLite would let the process's mask decide.</summary>
    internal static void Prepare(string connectionString)
    {
        var builder = new SqliteConnectionStringBuilder(connectionString);
        string source = builder.DataSource;
        if (builder.Mode is SqliteOpenMode.ReadOnly or SqliteOpenMode.Memory || source.Length == 0
            || source.StartsWith(':') || source.StartsWith("file:", StringComparison.OrdinalIgnoreCase) || File.Exists(source))
        {
            return;
        }

        string? folder = Path.GetDirectoryName(Path.GetFullPath(source));
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.ReadWrite | FileShare.Delete };
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder!);
        }
        else
        {
            Directory.CreateDirectory(folder!, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        try
        {
            using var made = new FileStream(source, options);
        }
        catch (IOException) when (File.Exists(source))
        {
            // Another process was faster.
        }
    }

    /// <summary>Whether trying again may help: the file is locked, or was changed by another while this was reading.</summary>
    internal static bool IsTransient(SqliteException exception) => exception.SqliteErrorCode is 5 or 6 or 15 or 17;
}
