using System.IO.Compression;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Xml.Linq;

namespace Provisioning.Packages.Tests;

/// <summary>A package as it lies on the disk.</summary>
internal sealed class Package
{
    public const string Framework = "net10.0";

    private Package(string id, IReadOnlyDictionary<string, byte[]> files)
    {
        Id = id;
        Files = files;
        Metadata = XDocument.Parse(System.Text.Encoding.UTF8.GetString(files[id + ".nuspec"]).TrimStart('\ufeff')).Root!.Elements().Single();
    }

    public string Id { get; }

    public IReadOnlyDictionary<string, byte[]> Files { get; }

    public XElement Metadata { get; }

    public byte[] Assembly => Files[$"lib/{Framework}/{Id}.dll"];

    public Guid Mvid
    {
        get
        {
            using var image = new PEReader(new MemoryStream(Assembly));
            MetadataReader reader = image.GetMetadataReader();
            return reader.GetGuid(reader.GetModuleDefinition().Mvid);
        }
    }

    /// <summary>Gets the ids that the package depends on.</summary>
    public IReadOnlyList<string> Dependencies =>
        [.. Metadata.Descendants().Where(element => element.Name.LocalName == "dependency").Select(element => element.Attribute("id")!.Value).Order(StringComparer.Ordinal)];

    public static Package Read(string directory, string id, string version, string extension = "nupkg")
    {
        using ZipArchive archive = ZipFile.OpenRead(Path.Combine(directory, $"{id}.{version}.{extension}"));
        return new Package(id, archive.Entries.Where(entry => entry.Length > 0).ToDictionary(entry => entry.FullName, Content, StringComparer.Ordinal));
    }

    public string? Property(string name) => Metadata.Elements().SingleOrDefault(element => element.Name.LocalName == name)?.Value;

    private static byte[] Content(ZipArchiveEntry entry)
    {
        using Stream stream = entry.Open();
        using var content = new MemoryStream();
        stream.CopyTo(content);
        return content.ToArray();
    }
}
