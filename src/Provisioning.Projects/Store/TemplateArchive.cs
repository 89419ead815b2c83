using System.IO.Compression;
using System.Text;

namespace Provisioning.Projects;

/// <summary>The files of a template as one block of bytes: what a store keeps under the template's digest.</summary>
internal static class TemplateArchive
{
    private const int FormatVersion = 1;

    public static ReadOnlyMemory<byte> Pack(ProjectTemplate template)
    {
        var stream = new MemoryStream();
        using (var compressed = new BrotliStream(stream, CompressionLevel.Fastest, leaveOpen: true))
        using (var writer = new BinaryWriter(compressed, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(FormatVersion);
            writer.Write(template.ComposeFile);
            writer.Write(template.Files.Count);
            foreach (TemplateFile file in template.Files)
            {
                writer.Write(file.Path);
                writer.Write(file.IsExecutable);
                writer.Write(file.Content.Length);
                writer.Write(file.Content.Span);
            }
        }

        return stream.ToArray();
    }

    /// <exception cref="ProvisioningException">The bytes are not those of that template.</exception>
    public static ProjectTemplate Unpack(TemplateRecord record, string name)
    {
        ProjectTemplate template;
        try
        {
            using var compressed = new BrotliStream(new MemoryStream(record.Content.ToArray(), writable: false), CompressionMode.Decompress);
            using var reader = new BinaryReader(compressed, Encoding.UTF8);
            if (reader.ReadInt32() != FormatVersion)
            {
                throw Damaged(record.Digest);
            }

            string composeFile = reader.ReadString();
            int count = reader.ReadInt32();
            var files = new List<TemplateFile>();
            for (int i = 0; i < count; i++)
            {
                string path = reader.ReadString();
                bool isExecutable = reader.ReadBoolean();
                int length = reader.ReadInt32();
                byte[] content = reader.ReadBytes(length);
                files.Add(content.Length == length ? new TemplateFile(path, content, isExecutable) : throw Damaged(record.Digest));
            }

            template = ProjectTemplate.FromFiles(name, composeFile, files);
        }
        catch (Exception exception) when (exception is IOException or InvalidOperationException or ArgumentException or InvalidDataException or FormatException)
        {
            throw Damaged(record.Digest);
        }

        return string.Equals(template.Digest, record.Digest, StringComparison.Ordinal) ? template : throw Damaged(record.Digest);
    }

    private static ProvisioningException Damaged(string digest) =>
        new($"The stored template {digest} is not what it was when it was stored. Restore the database from a backup, or update the project with the template.")
        {
            ErrorCode = ProvisioningErrorCode.StateDamaged,
        };
}
