using System.Globalization;
using Npgsql;
using Provisioning.Projects.Benchmarks;

// Measures POST /projects over the in-memory backend, on each store, beside a bare endpoint that inserts the same rows; all in one run, in turns.
// usage: [--requests N] [--at-once N] [--rounds N]
int Option(string name, int missing) => Array.IndexOf(args, name) is >= 0 and var index ? int.Parse(args[index + 1], CultureInfo.InvariantCulture) : missing;
int requests = Option("--requests", 1000), atOnce = Option("--at-once", 16), rounds = Option("--rounds", 5);
string server = Environment.GetEnvironmentVariable("PROVISIONING_TEST_POSTGRES") ?? throw new InvalidOperationException("PROVISIONING_TEST_POSTGRES names no PostgreSQL server; use eng/bench-projects.");
(string Name, string Path)[] variants = [("bare insert of the rows", "/bare"), ("POST /projects", "/projects"), ("POST /projects?wait=true", "/projects?wait=true")];

Console.WriteLine("| store | request | per second | of the bare insert | allocated per request |");
Console.WriteLine("|---|---|---|---|---|");
foreach (string store in new[] { "SQLite", "SQLite, EF Core", "PostgreSQL" })
{
    string folder = Directory.CreateTempSubdirectory("provisioning-bench-").FullName;
    string database = "provisioning_bench_" + Guid.NewGuid().ToString("n", CultureInfo.InvariantCulture);
    string connectionString = store == "PostgreSQL"
        ? new NpgsqlConnectionStringBuilder(server) { Database = database }.ToString()
        : $"Data Source={Path.Combine(folder, "projects.db")}";
    await using (Target target = await Target.StartAsync(store, connectionString, folder))
    {
        foreach ((_, string path) in variants)
        {
            await target.RunAsync(path, Math.Min(requests, 300), atOnce);
        }

        var measured = variants.ToDictionary(variant => variant.Path, _ => new List<Measurement>(), StringComparer.Ordinal);
        for (int round = 0; round < rounds; round++)
        {
            foreach ((_, string path) in variants)
            {
                measured[path].Add(await target.RunAsync(path, requests, atOnce));
            }
        }

        double bare = Median(measured["/bare"].Select(run => run.RequestsPerSecond));
        foreach ((string name, string path) in variants)
        {
            double rate = Median(measured[path].Select(run => run.RequestsPerSecond));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {store} | {name} | {rate:N0} | {rate / bare:P0} | {Median(measured[path].Select(run => run.BytesPerRequest)) / 1024:N0} KiB |"));
        }
    }

    if (store == "PostgreSQL")
    {
        await using var connection = new NpgsqlConnection(server);
        await connection.OpenAsync();
        await using NpgsqlCommand drop = connection.CreateCommand();
        drop.CommandText = $"DROP DATABASE IF EXISTS {database} WITH (FORCE)";
        await drop.ExecuteNonQueryAsync();
    }

    Directory.Delete(folder, recursive: true);
}

static double Median(IEnumerable<double> values)
{
    double[] sorted = [.. values.Order()];
    return sorted[sorted.Length / 2];
}
