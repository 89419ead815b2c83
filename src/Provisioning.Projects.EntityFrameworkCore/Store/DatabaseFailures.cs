using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;
using Provisioning.Projects.Sqlite;

namespace Provisioning.Projects.EntityFrameworkCore;

/// <summary>Tells failures of the database from failures of a program.</summary>
internal static class DatabaseFailures
{
    /// <summary>Whether trying again, over another connection, may help.</summary>
    internal static bool IsTransient(Exception exception) => Chain(exception).Any(cause => cause switch
    {
        SqliteException sqlite => SqliteFile.IsTransient(sqlite),
        // A server that shuts down (57P01 to 57P03) comes back.
        PostgresException postgres => postgres.IsTransient || postgres.SqlState is "57P01" or "57P02" or "57P03",
        DbException database => database.IsTransient,
        _ => false,
    });

    /// <summary>Whether another process made the same thing at the same time: PostgreSQL's CREATE ... IF NOT EXISTS may fail so.</summary>
    internal static bool IsRaceOfMigrations(Exception exception) => Chain(exception).Any(cause => cause is PostgresException
    {
        SqlState: PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.DuplicateTable or PostgresErrorCodes.DuplicateObject or PostgresErrorCodes.DuplicateDatabase,
    });

    /// <summary>Whether the database failed, and not the program that asked it.</summary>
    internal static bool IsFailure(Exception exception) =>
        Chain(exception).Any(cause => cause is DbException or RetryLimitExceededException or DbUpdateException or TimeoutException or IOException or UnauthorizedAccessException);

    /// <summary>The words of the innermost failure, for people: the database's own.</summary>
    internal static string Words(Exception exception) => Chain(exception).OfType<DbException>().LastOrDefault()?.Message ?? exception.Message;

    private static IEnumerable<Exception> Chain(Exception exception)
    {
        for (Exception? cause = exception; cause is not null; cause = cause.InnerException)
        {
            yield return cause;
        }
    }
}
