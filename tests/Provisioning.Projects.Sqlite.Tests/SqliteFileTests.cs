using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace Provisioning.Projects.Sqlite.Tests;

public sealed class SqliteFileTests
{
    [Fact]
    public async Task The_file_and_its_folder_are_made_for_their_owner_only()
    {
        using var folder = new TemporaryFolder();
        using SqliteProjectStore store = new(folder.ConnectionString, TimeProvider.System);
        await store.InitializeAsync();

        Assert.True(File.Exists(folder.File));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(folder.File));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.GetDirectoryName(folder.File)!));
            foreach (string file in Directory.GetFiles(Path.GetDirectoryName(folder.File)!))
            {
                Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(file) & ~(UnixFileMode.UserRead | UnixFileMode.UserWrite));
            }
        }
    }

    [Fact]
    public async Task Writers_do_not_keep_readers_waiting()
    {
        using var folder = new TemporaryFolder();
        using SqliteProjectStore store = new(folder.ConnectionString, TimeProvider.System);
        await store.InitializeAsync();
        await using var connection = new SqliteConnection(folder.ConnectionString);
        await connection.OpenAsync();
        await using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "PRAGMA journal_mode;";

        Assert.Equal("wal", await command.ExecuteScalarAsync());
    }

    [Fact]
    public async Task Nothing_holds_the_file_after_the_store_was_disposed_of()
    {
        using var folder = new TemporaryFolder();
        await using (ServiceProvider services = new ServiceCollection().AddProvisioning().AddProjects(projects => projects.UseSqliteFile(folder.File)).Services.BuildServiceProvider())
        {
            IProjectStore store = services.GetRequiredService<IProjectStore>();
            await store.InitializeAsync();
            Assert.Empty(await store.ListProjectsAsync(new ProjectQuery()));
        }

        // The last connection folds the write-ahead log into the file.
        Assert.Equal([folder.File], Directory.GetFiles(Path.GetDirectoryName(folder.File)!));
    }

    [Theory]
    [InlineData("Data Source=:memory:")]
    [InlineData("Data Source=records;Mode=Memory;Cache=Shared")]
    [InlineData("Pooling=false")]
    [InlineData("Nonsense=1")]
    [InlineData(" ")]
    public void A_connection_string_that_names_no_file_is_refused(string connectionString) =>
        Assert.ThrowsAny<ArgumentException>(() => new ServiceCollection().AddProvisioning().AddProjects(projects => projects.UseSqlite(connectionString)));

    [Fact]
    public async Task A_file_that_is_no_database_is_left_alone()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(Path.GetDirectoryName(folder.File)!);
        string text = string.Concat(Enumerable.Repeat("This is no database. ", 100));
        await File.WriteAllTextAsync(folder.File, text);
        using SqliteProjectStore store = new(folder.ConnectionString, TimeProvider.System);

        ProvisioningException failed = await Assert.ThrowsAsync<ProvisioningException>(() => store.InitializeAsync());
        Assert.Equal(ProjectErrorCodes.StoreUnavailable, failed.ErrorCode);
        Assert.Contains(folder.File, failed.Message, StringComparison.Ordinal);
        Assert.Equal(text, await File.ReadAllTextAsync(folder.File));
    }
}
