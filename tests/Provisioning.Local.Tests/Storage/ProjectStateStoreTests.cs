using System.Text;
using Provisioning.Local.Storage;

namespace Provisioning.Local.Tests.Storage;

public sealed class ProjectStateStoreTests : IDisposable
{
    private static readonly ProjectId Acme = ProjectId.Parse("acme");

    private readonly TemporaryDirectory _directory = new();
    private readonly StateLayout _layout;
    private readonly ProjectStateStore _store;

    public ProjectStateStoreTests()
    {
        _layout = new StateLayout(_directory.File("state"));
        _store = new ProjectStateStore(_layout, "local");
    }

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task What_is_written_is_read_again()
    {
        ProjectRecord record = Record() with
        {
            Generation = 3,
            Secrets = new() { ["DB_PASSWORD"] = "a'b\"c$d\n" },
            Template = StoredTemplate.From(ProjectTemplate.FromFiles("demo", "compose.yaml", [new TemplateFile("compose.yaml", "services: {}"u8.ToArray()), new TemplateFile("bin/run", new byte[] { 0, 1, 255 }, isExecutable: true)])),
            Operation = new OperationJournal { Name = "provision", Id = "op", StartedAt = DateTimeOffset.UnixEpoch, Deadline = DateTimeOffset.UnixEpoch, ProcessId = 1, Host = "h" },
        };
        await _store.WriteAsync(Acme, record, default);
        ProjectRecord read = (await _store.ReadAsync(Acme, default))!;
        Assert.Equal(3, read.Generation);
        Assert.Equal("a'b\"c$d\n", read.Secrets["DB_PASSWORD"]);
        Assert.Equal("op", read.Operation!.Id);
        ProjectTemplate template = read.Template!.ToTemplate();
        Assert.Equal(record.Template!.ToTemplate().Digest, template.Digest);
        Assert.True(template.FindFile("bin/run")!.IsExecutable);
    }

    [Fact]
    public async Task Folders_and_files_are_for_their_owner_only()
    {
        await _store.WriteAsync(Acme, Record(), default);
        await _store.WriteFilesAsync(Acme, "name: acme", "A=1", [new StoredFile { Path = "nginx/nginx.conf", Content = [1] }], default);
        foreach (string path in Directory.EnumerateFileSystemEntries(_layout.Root, "*", SearchOption.AllDirectories).Append(_layout.Root))
        {
            UnixFileMode expected = Directory.Exists(path) ? AtomicFile.PrivateDirectory : AtomicFile.PrivateFile;
            Assert.True(OperatingSystem.IsWindows() || expected == File.GetUnixFileMode(path), path);
        }
    }

    [Fact]
    public async Task No_temporary_file_is_left()
    {
        for (int i = 0; i < 5; i++)
        {
            await _store.WriteAsync(Acme, Record() with { Generation = i }, default);
        }

        Assert.Equal([StateLayout.RecordFile], Directory.EnumerateFileSystemEntries(_layout.Folder(Acme)).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Files_of_an_earlier_revision_are_removed_and_no_others()
    {
        await _store.WriteAsync(Acme, Record(), default);
        await _store.WriteFilesAsync(Acme, "a", "b", [File("old/one"), File("both")], default);
        await System.IO.File.WriteAllTextAsync(Path.Combine(_layout.Folder(Acme), "notes.txt"), "mine");
        await _store.WriteFilesAsync(Acme, "a", "b", [File("new/one"), File("both")], default);
        Assert.False(System.IO.File.Exists(Path.Combine(_layout.TemplateFiles(Acme), "old", "one")));
        Assert.True(System.IO.File.Exists(Path.Combine(_layout.TemplateFiles(Acme), "new", "one")));
        Assert.True(System.IO.File.Exists(Path.Combine(_layout.TemplateFiles(Acme), "both")));
        Assert.True(System.IO.File.Exists(Path.Combine(_layout.Folder(Acme), "notes.txt")));

        static StoredFile File(string path) => new() { Path = path, Content = Encoding.UTF8.GetBytes(path) };
    }

    [Fact]
    public async Task A_folder_that_was_not_made_here_is_refused_and_left_alone()
    {
        Directory.CreateDirectory(_layout.Folder(Acme));
        string foreign = Path.Combine(_layout.Folder(Acme), "compose.yaml");
        await File.WriteAllTextAsync(foreign, "somebody's");
        var exception = await Assert.ThrowsAsync<ProjectConflictException>(() => _store.WriteAsync(Acme, Record(), default));
        Assert.Contains(_layout.Folder(Acme), exception.Message, StringComparison.Ordinal);
        Assert.Equal("somebody's", await File.ReadAllTextAsync(foreign));
        Assert.Single(Directory.EnumerateFileSystemEntries(_layout.Folder(Acme)));
    }

    [Fact]
    public async Task What_a_killed_process_left_of_its_first_write_is_no_foreign_folder()
    {
        Directory.CreateDirectory(_layout.Folder(Acme));
        await File.WriteAllTextAsync(Path.Combine(_layout.Folder(Acme), "revision.json.0123.tmp"), "{");
        await _store.WriteAsync(Acme, Record(), default);
        Assert.NotNull(await _store.ReadAsync(Acme, default));
    }

    [Fact]
    public async Task Links_are_neither_read_through_nor_written_through()
    {
        string outside = _directory.File("outside");
        Directory.CreateDirectory(outside);
        Directory.CreateDirectory(_layout.Projects);
        Directory.CreateSymbolicLink(_layout.Folder(Acme), outside);
        await Assert.ThrowsAsync<ProvisioningException>(() => _store.WriteAsync(Acme, Record(), default));
        Assert.Empty(Directory.EnumerateFileSystemEntries(outside));

        // Purging removes the link and not what it leads to.
        await File.WriteAllTextAsync(Path.Combine(outside, "keep"), "x");
        Assert.True(_store.Remove(Acme));
        Assert.True(File.Exists(Path.Combine(outside, "keep")));

        await _store.WriteAsync(Acme, Record(), default);
        string secret = _directory.File("secret.json");
        await File.WriteAllTextAsync(secret, "{}");
        string record = Path.Combine(_layout.Folder(Acme), StateLayout.RecordFile);
        File.Delete(record);
        File.CreateSymbolicLink(record, secret);
        var exception = await Assert.ThrowsAsync<ProvisioningException>(() => _store.ReadAsync(Acme, default));
        Assert.Equal(ProvisioningErrorCode.StateDamaged, exception.ErrorCode);

        string files = _layout.TemplateFiles(Acme);
        Directory.CreateSymbolicLink(files, outside);
        await Assert.ThrowsAsync<ProvisioningException>(() => _store.WriteFilesAsync(Acme, "a", "b", [new StoredFile { Path = "x", Content = [1] }], default));
        Assert.Equal(["keep"], Directory.EnumerateFileSystemEntries(outside).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("""{"format":99,"projectId":"acme","createdAt":"2026-01-01T00:00:00Z","salt":""}""")]
    [InlineData("""{"format":1,"projectId":"other","createdAt":"2026-01-01T00:00:00Z","salt":""}""")]
    [InlineData("""{"format":1,"projectId":"acme","secrets":{"A":"canary-secret"},"salt":7}""")]
    public async Task A_damaged_record_is_named_and_its_content_is_not_told(string content)
    {
        await _store.WriteAsync(Acme, Record(), default);
        string path = Path.Combine(_layout.Folder(Acme), StateLayout.RecordFile);
        await File.WriteAllTextAsync(path, content);
        var exception = await Assert.ThrowsAsync<ProvisioningException>(() => _store.ReadAsync(Acme, default));
        Assert.Equal(ProvisioningErrorCode.StateDamaged, exception.ErrorCode);
        Assert.Contains(path, exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("canary-secret", exception.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Archiving_and_restoring_move_the_folder_and_keep_everything_in_it()
    {
        await _store.WriteAsync(Acme, Record(), default);
        await _store.WriteFilesAsync(Acme, "name: acme", "A=1", [], default);
        await _store.SettleAsync(Acme, archived: true);
        await _store.SettleAsync(Acme, archived: true);
        Assert.False(Directory.Exists(_layout.Folder(Acme)));
        Assert.NotNull(await _store.ReadAsync(Acme, default));
        Assert.Equal([Acme], _store.List());

        // A write goes to where the folder lies, and never makes a second one.
        await _store.WriteAsync(Acme, Record() with { Generation = 2 }, default);
        Assert.False(Directory.Exists(_layout.Folder(Acme)));
        await _store.SettleAsync(Acme, archived: false);
        Assert.Equal(2, (await _store.ReadAsync(Acme, default))!.Generation);
        Assert.Equal("name: acme", await File.ReadAllTextAsync(Path.Combine(_layout.Folder(Acme), StateLayout.ComposeFile)));
    }

    [Fact]
    public async Task A_file_in_the_way_of_the_state_directory_is_one_clear_error()
    {
        await File.WriteAllTextAsync(_directory.File("file"), "x");
        var store = new ProjectStateStore(new StateLayout(_directory.File("file", "state")), "local");
        var exception = await Assert.ThrowsAsync<ProvisioningException>(() => store.WriteAsync(Acme, Record(), default));
        Assert.Contains("StateDirectory", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_owner_is_random_kept_in_the_directory_and_made_by_the_first_write_only()
    {
        Assert.NotEqual(_layout.Owner, new StateLayout(_layout.Root).Owner);
        Assert.False(Directory.Exists(_layout.Root));
        StateLayout[] layouts = [.. Enumerable.Range(0, 8).Select(_ => new StateLayout(_layout.Root)), _layout];
        await Task.WhenAll(layouts.Select(layout => Task.Run(() => layout.EnsureOwnerAsync(TimeProvider.System, default))));
        Assert.Single(layouts.Append(new StateLayout(_layout.Root)).Select(layout => layout.Owner).Distinct());
        Assert.Equal(_layout.Owner, await File.ReadAllTextAsync(_layout.Instance));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(AtomicFile.PrivateFile, File.GetUnixFileMode(_layout.Instance));
        }

        Assert.Equal("edge-0001", new StateLayout(_layout.Root, "edge-0001").Owner);
        await File.WriteAllTextAsync(_layout.Instance, string.Empty);
        Assert.Equal(ProvisioningErrorCode.StateDamaged, Assert.Throws<ProvisioningException>(() => new StateLayout(_layout.Root).Owner).ErrorCode);
    }

    [Fact]
    public async Task A_folder_that_somebody_else_made_is_not_removed()
    {
        string source = Path.Combine(_layout.Folder(Acme), "src", "main.c");
        Directory.CreateDirectory(Path.GetDirectoryName(source)!);
        await File.WriteAllTextAsync(source, "x");
        Assert.False(_store.Remove(Acme));
        Assert.Equal(_layout.Folder(Acme), _store.FindForeignFolder(Acme));
        Assert.True(File.Exists(source));
    }

    [Fact]
    public async Task A_path_may_turn_from_a_file_into_a_directory_and_back()
    {
        await _store.WriteAsync(Acme, Record(), default);
        string outside = _directory.File("outside");
        Directory.CreateDirectory(outside);
        await File.WriteAllTextAsync(Path.Combine(outside, "kept"), "x");
        foreach (string[] paths in new string[][] { ["conf", "x/a"], ["conf/d/a", "conf/b", "x"], ["conf", "x/a/b"] })
        {
            await _store.WriteFilesAsync(Acme, "name: acme", "A=1", [.. paths.Select(path => new StoredFile { Path = path, Content = [1] })], default);
            string root = _layout.TemplateFiles(Acme);
            Assert.Equal(paths.Order(StringComparer.Ordinal), Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(root, path)).Order(StringComparer.Ordinal));
            Directory.CreateSymbolicLink(Path.Combine(root, "link"), outside);
        }

        await _store.WriteFilesAsync(Acme, "name: acme", "A=1", [new StoredFile { Path = "link/a", Content = [1] }], default);
        Assert.Equal(["kept"], Directory.EnumerateFiles(outside).Select(Path.GetFileName));
    }

    private static ProjectRecord Record() => new() { ProjectId = "acme", CreatedAt = DateTimeOffset.UnixEpoch, Salt = [1, 2, 3] };
}
