using Microsoft.Data.Sqlite;

namespace Provisioning.Projects.Sqlite;

/// <summary>
/// The tables of a SQLite file, statement for statement those that the migrations of Provisioning.Projects.EntityFrameworkCore make, and entered in the same history: each
/// package opens the other's file. Both packages compile this file.
/// </summary>
internal static class SqliteSchema
{
    /// <summary>The part of a migration's id that says whose it is: other migrations of the host may be in the same history.</summary>
    internal const string Marker = "_ProvisioningProjects";

    internal const string ProductVersion = "10.0.0";

    internal static readonly IReadOnlyList<(string Id, string Sql)> Migrations =
    [
        ("20261125000000_ProvisioningProjectsInitial", """
            CREATE TABLE "provisioning_audit" (
                "id" TEXT NOT NULL CONSTRAINT "PK_provisioning_audit" PRIMARY KEY,
                "project_id" TEXT NOT NULL,
                "time" INTEGER NOT NULL,
                "data" TEXT NOT NULL
            );
            CREATE TABLE "provisioning_operations" (
                "id" TEXT NOT NULL CONSTRAINT "PK_provisioning_operations" PRIMARY KEY,
                "version" INTEGER NOT NULL,
                "write_id" TEXT NOT NULL,
                "project_id" TEXT NOT NULL,
                "state" TEXT NOT NULL,
                "created_at" INTEGER NOT NULL,
                "ended_at" INTEGER NULL,
                "data" TEXT NOT NULL
            );
            CREATE TABLE "provisioning_projects" (
                "id" TEXT NOT NULL CONSTRAINT "PK_provisioning_projects" PRIMARY KEY,
                "version" INTEGER NOT NULL,
                "write_id" TEXT NOT NULL,
                "provider" TEXT NOT NULL,
                "state" TEXT NOT NULL,
                "template_digest" TEXT NOT NULL,
                "last_operation_id" TEXT NULL,
                "deleted_at" INTEGER NULL,
                "protected_secrets" BLOB NOT NULL,
                "data" TEXT NOT NULL
            );
            CREATE TABLE "provisioning_templates" (
                "digest" TEXT NOT NULL CONSTRAINT "PK_provisioning_templates" PRIMARY KEY,
                "content" BLOB NOT NULL,
                "created_at" INTEGER NOT NULL
            );
            CREATE INDEX "IX_provisioning_audit_project_id_time" ON "provisioning_audit" ("project_id", "time");
            CREATE INDEX "IX_provisioning_audit_time" ON "provisioning_audit" ("time");
            CREATE INDEX "IX_provisioning_operations_created_at_id" ON "provisioning_operations" ("created_at", "id");
            CREATE INDEX "IX_provisioning_operations_project_id_created_at_id" ON "provisioning_operations" ("project_id", "created_at", "id");
            CREATE INDEX "IX_provisioning_operations_state" ON "provisioning_operations" ("state");
            CREATE INDEX "IX_provisioning_projects_template_digest" ON "provisioning_projects" ("template_digest");
            """),
    ];

    /// <summary>Makes the file what this version needs, in one transaction: cut off, it is what it was.</summary>
    /// <param name="connection">An open connection.</param>
    /// <exception cref="ProvisioningException">The file is of a later version.</exception>
    internal static void Apply(SqliteConnection connection)
    {
        // Readers do not wait for a writer; kept in the file. A file system that cannot do it keeps the other mode, which works too.
        Execute(connection, null, "PRAGMA journal_mode = WAL;");
        if (IsCurrent(connection, null))
        {
            return;
        }

        using SqliteTransaction transaction = connection.BeginTransaction(deferred: false);
        Execute(connection, transaction, """
            CREATE TABLE IF NOT EXISTS "__EFMigrationsHistory" (
                "MigrationId" TEXT NOT NULL CONSTRAINT "PK___EFMigrationsHistory" PRIMARY KEY,
                "ProductVersion" TEXT NOT NULL
            );
            """);
        HashSet<string> applied = Applied(connection, transaction);
        foreach ((string id, string sql) in Migrations)
        {
            if (!applied.Contains(id))
            {
                Execute(connection, transaction, sql);
                using SqliteCommand command = connection.CreateCommand();
                command.Transaction = transaction;
                command.CommandText = "INSERT INTO \"__EFMigrationsHistory\" (\"MigrationId\", \"ProductVersion\") VALUES ($id, $version);";
                command.Parameters.AddWithValue("$id", id);
                command.Parameters.AddWithValue("$version", ProductVersion);
                command.ExecuteNonQuery();
            }
        }

        transaction.Commit();
    }

    private static bool IsCurrent(SqliteConnection connection, SqliteTransaction? transaction)
    {
        using (SqliteCommand command = connection.CreateCommand())
        {
            command.Transaction = transaction;
            command.CommandText = "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = '__EFMigrationsHistory';";
            if (command.ExecuteScalar() is not > 0L)
            {
                return false;
            }
        }

        HashSet<string> applied = Applied(connection, transaction);
        if (applied.FirstOrDefault(id => Migrations.All(migration => !string.Equals(migration.Id, id, StringComparison.Ordinal))) is { } unknown)
        {
            throw new ProvisioningException($"The project database was changed by a later version of this package (migration '{unknown}'), which this version does not know. Use that version, or restore a backup from before the upgrade.")
            {
                ErrorCode = ProjectErrorCodes.StoreUnavailable,
            };
        }

        return applied.Count == Migrations.Count;
    }

    private static HashSet<string> Applied(SqliteConnection connection, SqliteTransaction? transaction)
    {
        HashSet<string> applied = new(StringComparer.Ordinal);
        using SqliteCommand command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = "SELECT \"MigrationId\" FROM \"__EFMigrationsHistory\";";
        using SqliteDataReader reader = command.ExecuteReader();
        while (reader.Read())
        {
            if (reader.GetString(0) is var id && id.Contains(Marker, StringComparison.Ordinal))
            {
                applied.Add(id);
            }
        }

        return applied;
    }

    [System.Diagnostics.CodeAnalysis.SuppressMessage("Security", "CA2100", Justification = "The statements are constants of this file.")]
    private static void Execute(SqliteConnection connection, SqliteTransaction? transaction, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
