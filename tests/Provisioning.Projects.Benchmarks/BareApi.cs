using System.Data.Common;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Provisioning.Projects.Benchmarks;

/// <summary>What the project service is compared with: an endpoint that writes the same two rows, as large, in one transaction, and does nothing else.</summary>
internal sealed class BareApi(DbDataSource source)
{
    private const string Project = "INSERT INTO provisioning_projects (id, version, write_id, provider, state, template_digest, last_operation_id, deleted_at, protected_secrets, data) VALUES (@id, 1, 'w', 'memory', 'Running', 'sha256:0', @operation, NULL, @secrets, @data)";

    private const string Operation = "INSERT INTO provisioning_operations (id, version, write_id, project_id, state, created_at, ended_at, data) VALUES (@operation, 1, 'w', @id, 'Succeeded', @time, @time, @data)";

    private readonly byte[] _secrets = new byte[400];
    private readonly string _projectData = new('p', 900);
    private readonly string _operationData = new('o', 700);

    public static DbDataSource Open(bool isPostgres, string connectionString) => isPostgres ? NpgsqlDataSource.Create(connectionString) : SqliteFactory.Instance.CreateDataSource(connectionString);

    public void Map(WebApplication app) => app.MapPost("/bare", async (BareBody body, CancellationToken token) =>
    {
        await InsertAsync(body.Id, token);
        return Microsoft.AspNetCore.Http.Results.Created($"/bare/{body.Id}", body);
    });

    private async Task InsertAsync(string id, CancellationToken token)
    {
        await using DbConnection connection = await source.OpenConnectionAsync(token);
        await using DbTransaction transaction = await connection.BeginTransactionAsync(token);
        string operation = Guid.NewGuid().ToString("n", CultureInfo.InvariantCulture);
        await ExecuteAsync(connection, transaction, Project, token, ("id", id), ("operation", operation), ("secrets", _secrets), ("data", _projectData));
        await ExecuteAsync(connection, transaction, Operation, token, ("id", id), ("operation", operation), ("time", 1L), ("data", _operationData));
        await transaction.CommitAsync(token);
    }

    private static async Task ExecuteAsync(DbConnection connection, DbTransaction transaction, string sql, CancellationToken token, params (string Name, object Value)[] parameters)
    {
        await using DbCommand command = connection.CreateCommand();
        command.Transaction = transaction;
#pragma warning disable CA2100 // the two constants above
        command.CommandText = sql;
#pragma warning restore CA2100
        foreach ((string name, object value) in parameters)
        {
            DbParameter parameter = command.CreateParameter();
            parameter.ParameterName = name;
            parameter.Value = value;
            command.Parameters.Add(parameter);
        }

        await command.ExecuteNonQueryAsync(token);
    }

    internal sealed record BareBody(string Id, string? Template);
}
