using System.Formats.Tar;
using System.IO.Compression;
using Provisioning.Local.Engine;

namespace Provisioning.Local.Tests.Engine;

public sealed class TarArchiveBuilderTests
{
    [Fact]
    public void Entries_are_plain_files_and_directories_with_fixed_owner_time_and_mode()
    {
        using var tar = new TarArchiveBuilder().AddFile("b/c.txt", "c"u8.ToArray()).AddDirectory("b").AddFile("a.sh", "a"u8.ToArray(), TarArchiveBuilder.DefaultDirectoryMode, 7, 8).Build();

        using var reader = new TarReader(tar);
        List<string> entries = [];
        while (reader.GetNextEntry() is { } entry)
        {
            entries.Add($"{entry.EntryType} {entry.Name} {Convert.ToString((int)entry.Mode, 8)} {entry.Uid}:{entry.Gid} {entry.ModificationTime.ToUnixTimeSeconds()}");
        }

        Assert.Equal(["RegularFile a.sh 755 7:8 0", "Directory b/ 755 0:0 0", "RegularFile b/c.txt 644 0:0 0"], entries);
    }

    [Fact]
    public void The_same_content_gives_the_same_bytes_in_any_order()
    {
        using var one = new TarArchiveBuilder().AddFile("a", "1"u8.ToArray()).AddFile("b/c", "2"u8.ToArray()).Build();
        using var two = new TarArchiveBuilder().AddFile("b/c", "2"u8.ToArray()).AddFile("a", "1"u8.ToArray()).Build();

        Assert.Equal(one.ToArray(), two.ToArray());
    }

    [Theory]
    [InlineData("/etc/passwd")]
    [InlineData("../x")]
    [InlineData("a/../../x")]
    [InlineData("a/./b")]
    [InlineData("a//b")]
    [InlineData("a\\b")]
    [InlineData("a\0b")]
    [InlineData("..")]
    [InlineData(".")]
    [InlineData("/")]
    public void A_name_that_leaves_the_archive_is_refused(string path) =>
        Assert.Throws<ArgumentException>(() => new TarArchiveBuilder().AddFile(path, default));

    [Fact]
    public void A_name_is_used_once()
    {
        Assert.Throws<ArgumentException>(() => new TarArchiveBuilder().AddFile("a", default).AddFile("a", default));
        Assert.Throws<ArgumentException>(() => new TarArchiveBuilder().AddFile("a", default).AddFile("a/b", default));
        Assert.Throws<ArgumentException>(() => new TarArchiveBuilder().AddFile("a/b", default).AddFile("a", default));
        Assert.Throws<ArgumentException>(() => new TarArchiveBuilder().AddFile("a", default).AddDirectory("a"));
    }

    [Fact]
    public async Task A_link_on_disk_is_not_followed()
    {
        var directory = Directory.CreateTempSubdirectory("l1-tar-");
        try
        {
            var target = Path.Combine(directory.FullName, "secret");
            await File.WriteAllTextAsync(target, "s");
            var link = Path.Combine(directory.FullName, "link");
            File.CreateSymbolicLink(link, target);

            await Assert.ThrowsAsync<ArgumentException>(() => new TarArchiveBuilder().AddFileFromAsync("x", link, null, CancellationToken.None));
            using var tar = (await new TarArchiveBuilder().AddFileFromAsync("x", target, null, CancellationToken.None)).Build();
            Assert.True(tar.Length > 512);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    [Fact]
    public void Only_a_plain_archive_is_sent()
    {
        using var tar = new TarArchiveBuilder().AddFile("a", "1"u8.ToArray()).Build();
        TarArchiveBuilder.RequirePlain(tar);
        Assert.Equal(0, tar.Position);
        using var empty = new TarArchiveBuilder().Build();
        TarArchiveBuilder.RequirePlain(empty);

        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
        {
            tar.CopyTo(gzip);
        }

        compressed.Position = 0;
        Assert.Throws<ArgumentException>(() => TarArchiveBuilder.RequirePlain(compressed));
        Assert.Throws<ArgumentException>(() => TarArchiveBuilder.RequirePlain(new MemoryStream([1, 2, 3])));
    }
}
