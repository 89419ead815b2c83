using System.Text;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Provisioning.Projects.TestHost;

namespace Provisioning.Projects.EntityFrameworkCore.Tests;

public sealed class LeakTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("provisioning-leaks-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("sqlite")]
    [InlineData("ef-sqlite")]
    public async Task No_secret_is_in_any_byte_of_the_database_file(string store)
    {
        ProjectId acme = ProjectId.Parse("acme");
        const string Given = "CANARY/+ \"<&>'$ü-given";
        var values = new HashSet<string>(StringComparer.Ordinal) { Given };
        await using (var host = new Host(new HostOptions { Folder = _folder, Store = store }))
        {
            await host.Store.InitializeAsync();
            await Verbs.RunAsync(host.Service, "create", acme, new ProjectOperationOptions());
            await AddAsync();
            await host.Service.UpdateAsync(acme, new UpdateProjectRequest { Secrets = new Dictionary<string, Secret>(StringComparer.Ordinal) { ["DB_PASSWORD"] = new(Given) } });
            foreach (string verb in new[] { "rotate", "stop", "start", "delete", "restore", "repair" })
            {
                await Verbs.RunAsync(host.Service, verb, acme, new ProjectOperationOptions());
                await AddAsync();
            }

            // While the file is open, with the write-ahead log beside it.
            Check();

            async Task AddAsync()
            {
                foreach (Secret secret in (await host.Service.ReadSecretsAsync(acme, new SecretAccess { Actor = "test", Reason = "comparison" })).Values)
                {
                    values.Add(secret.Reveal());
                }
            }
        }

        Assert.True(values.Count >= 4);
        Check();

        void Check()
        {
            SqliteConnection.ClearAllPools();
            string[] files = Directory.GetFiles(_folder, "projects.db*");
            Assert.NotEmpty(files);
            foreach (string file in files)
            {
                using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
                using var copy = new MemoryStream();
                stream.CopyTo(copy);
                ReadOnlySpan<byte> bytes = copy.ToArray();
                Assert.True(Path.GetExtension(file) != ".db" || bytes.IndexOf("acme"u8) >= 0);
                foreach (string value in values)
                {
                    foreach (string form in new[]
                    {
                        value, Convert.ToBase64String(Encoding.UTF8.GetBytes(value)), Convert.ToHexString(Encoding.UTF8.GetBytes(value)), Uri.EscapeDataString(value), JsonSerializer.Serialize(value)[1..^1],
                    })
                    {
                        Assert.True(bytes.IndexOf(Encoding.UTF8.GetBytes(form)) < 0 && bytes.IndexOf(Encoding.Unicode.GetBytes(form)) < 0, $"A secret is in {Path.GetFileName(file)} as it is or in another form.");
                    }
                }
            }
        }
    }
}
