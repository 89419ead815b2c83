using System.Formats.Tar;
using Docker.DotNet.Models;
using Provisioning.Local.Engine;

namespace Provisioning.Local.Tests.RealEngine;

/// <summary>Makes the image of the tests out of the static busybox of the machine, so that no registry is needed.</summary>
internal static class TestImage
{
    public const string Reference = "provisioning-test-busybox:latest";

    private const string Recipe = "2";
    private const string Busybox = "/bin/busybox";

    private static readonly string[] Applets =
    [
        "[", "ash", "awk", "base64", "basename", "cat", "chmod", "chown", "cp", "cut", "date", "dd", "df", "dirname", "echo", "env", "expr", "false", "find", "grep", "head", "hostname",
        "httpd", "id", "ip", "kill", "ln", "ls", "md5sum", "mkdir", "mkfifo", "mv", "nc", "nslookup", "od", "ping", "printenv", "printf", "ps", "pwd", "rm", "rmdir", "sed", "seq", "sh", "sha256sum", "sleep", "sort",
        "stat", "sync", "tail", "tee", "test", "touch", "tr", "true", "uname", "uniq", "usleep", "vi", "wc", "wget", "which", "whoami", "xargs", "yes",
    ];

    public static async Task EnsureAsync(DockerEngineClient client, CancellationToken cancellationToken)
    {
        var existing = await client.InspectImageAsync(Reference, cancellationToken);
        if (existing?.Config?.Labels?.TryGetValue("provisioning-test.recipe", out var recipe) == true && recipe == Recipe)
        {
            return;
        }

        Assert.True(File.Exists(Busybox), $"The tests make their image from '{Busybox}': install the package busybox-static.");
        using var tar = Build();
        string? error = null;
        await client.Docker.Images.CreateImageAsync(
            new ImagesCreateParameters { Repo = "provisioning-test-busybox", Tag = "latest", Changes = ["CMD [\"sh\"]", $"LABEL provisioning-test.recipe={Recipe}", "ENV PATH=/bin"] },
            tar,
            authConfig: null,
            new InlineProgress<JSONMessage>(message => error ??= message.Error?.Message),
            cancellationToken);
        Assert.Null(error);
    }

    private static MemoryStream Build()
    {
        var stream = new MemoryStream();
        using (var writer = new TarWriter(stream, TarEntryFormat.Ustar, leaveOpen: true))
        {
            foreach (var directory in (string[])["bin/", "etc/", "tmp/", "www/"])
            {
                writer.WriteEntry(new UstarTarEntry(TarEntryType.Directory, directory) { Mode = (UnixFileMode)(directory is "tmp/" ? 0x3FF : 0x1ED) });
            }

            using var busybox = new MemoryStream(File.ReadAllBytes(Busybox));
            writer.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, "bin/busybox") { Mode = (UnixFileMode)0x1ED, DataStream = busybox });
            foreach (var applet in Applets)
            {
                writer.WriteEntry(new UstarTarEntry(TarEntryType.SymbolicLink, "bin/" + applet) { LinkName = "busybox" });
            }

            foreach (var (name, text) in (ReadOnlySpan<(string, string)>)[("etc/passwd", "root:x:0:0:root:/:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/sh\n"), ("etc/group", "root:x:0:\nnobody:x:65534:\n"), ("www/index.html", "hello\n")])
            {
                using var content = new MemoryStream(System.Text.Encoding.ASCII.GetBytes(text));
                writer.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, name) { Mode = (UnixFileMode)0x1A4, DataStream = content });
            }
        }

        stream.Position = 0;
        return stream;
    }

    internal sealed class InlineProgress<T>(Action<T> report) : IProgress<T>
    {
        public void Report(T value) => report(value);
    }
}
