using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text;
using System.Xml.Linq;

namespace Provisioning.Packages.Tests;

/// <summary>What a package must have before anybody installs it.</summary>
[Collection(PackedCollection.Name)]
public sealed class PackageTests(PackedFixture packed)
{
    // What each package may depend on: the arrows of the design. A package that is not here has not been thought about.
    // YamlDotNet comes with Compose: pinning makes the version of a package that is depended on through another one a dependency of its own.
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["Provisioning.Abstractions"] = [],
        ["Provisioning.AspNetCore"] = ["Provisioning.Abstractions", "Provisioning.Compose", "Provisioning.Projects", "Microsoft.AspNetCore.DataProtection.Abstractions", "YamlDotNet"],
        ["Provisioning.Compose"] = ["Provisioning.Abstractions", "YamlDotNet"],
        ["Provisioning.Coolify"] = ["Provisioning.Abstractions", "Provisioning.Compose", "YamlDotNet"],
        ["Provisioning.Local"] = ["Provisioning.Abstractions", "Provisioning.Compose", "Docker.DotNet.Enhanced", "Docker.DotNet.Enhanced.NativeHttp", "YamlDotNet"],
        ["Provisioning.Projects"] = ["Provisioning.Abstractions", "Provisioning.Compose", "Microsoft.AspNetCore.DataProtection.Abstractions", "YamlDotNet"],
        ["Provisioning.Projects.EntityFrameworkCore"] = ["Provisioning.Projects", "Microsoft.AspNetCore.DataProtection.Abstractions", "Microsoft.EntityFrameworkCore.Relational", "Microsoft.EntityFrameworkCore.Sqlite", "Npgsql.EntityFrameworkCore.PostgreSQL", "YamlDotNet"],
        ["Provisioning.Projects.Sqlite"] = ["Provisioning.Projects", "Microsoft.AspNetCore.DataProtection.Abstractions", "Microsoft.Data.Sqlite", "YamlDotNet"],
        ["Provisioning.Testing"] = ["Provisioning.Abstractions", "Provisioning.Compose", "Provisioning.Projects", "Microsoft.AspNetCore.DataProtection.Abstractions", "WireMock.Net.Minimal", "Microsoft.IdentityModel.Protocols.OpenIdConnect", "Scriban.Signed", "YamlDotNet", "xunit.assert", "xunit.extensibility.core"],
    };

    public static TheoryData<string> Packages => [.. Repository.Packages];

    [Theory]
    [MemberData(nameof(Packages))]
    public void It_says_what_it_is_and_under_which_licence(string id)
    {
        Package package = packed.Read(id);

        Assert.Equal(id, package.Property("id"));
        Assert.Equal(packed.Version, package.Property("version"));
        Assert.Equal("MIT", package.Property("license"));
        Assert.Equal("expression", package.Metadata.Elements().Single(element => element.Name.LocalName == "license").Attribute("type")?.Value);
        Assert.InRange(package.Property("description")!.Length, 40, 400);
        Assert.NotEmpty(package.Property("authors")!);
        Assert.NotEmpty(package.Property("tags")!);
    }

    [Theory]
    [MemberData(nameof(Packages))]
    public void Its_readme_says_how_to_use_it(string id)
    {
        Package package = packed.Read(id);
        string readme = Encoding.UTF8.GetString(package.Files["README.md"]);

        Assert.Equal("README.md", package.Property("readme"));
        Assert.StartsWith($"# {id}\n", readme, StringComparison.Ordinal);
        Assert.Contains($"dotnet add package {id}", readme, StringComparison.Ordinal);
        Assert.Contains("```csharp", readme, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Packages))]
    public void Every_public_type_is_documented_and_declared(string id)
    {
        Package package = packed.Read(id);
        HashSet<string> documented = [.. XDocument.Parse(Encoding.UTF8.GetString(package.Files[$"lib/{Package.Framework}/{id}.xml"]).TrimStart('\ufeff'))
            .Descendants("member").Select(member => member.Attribute("name")!.Value)];
        string declared = string.Concat(new[] { "Shipped", "Unshipped" }.Select(kind => File.ReadAllText(Path.Combine(Repository.Root, "src", id, $"PublicAPI.{kind}.txt"))));
        IReadOnlyList<string> types = PublicTypes(package.Assembly);

        Assert.NotEmpty(types);
        Assert.All(types, type => Assert.Contains("T:" + type, documented));
        Assert.All(types, type => Assert.Contains("\n" + type.Split('`')[0], declared, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Packages))]
    public void Its_symbols_belong_to_its_assembly(string id)
    {
        Package symbols = packed.ReadSymbols(id);
        using var image = new PEReader(new MemoryStream(packed.Read(id).Assembly));
        CodeViewDebugDirectoryData link = image.ReadCodeViewDebugDirectoryData(image.ReadDebugDirectory().Single(entry => entry.Type == DebugDirectoryEntryType.CodeView));
        using MetadataReaderProvider portable = MetadataReaderProvider.FromPortablePdbStream(new MemoryStream(symbols.Files[$"lib/{Package.Framework}/{id}.pdb"]));

        Assert.Equal(link.Guid, new BlobContentId(portable.GetMetadataReader().DebugMetadataHeader!.Id).Guid);
        Assert.DoesNotContain(packed.Read(id).Files.Keys, file => file.EndsWith(".pdb", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Packages))]
    public void Packing_twice_gives_the_same_assembly(string id)
    {
        Package first = packed.Read(id);
        Package second = Package.Read(packed.Second, id, packed.Version);

        Assert.Equal(first.Mvid, second.Mvid);
        Assert.True(first.Assembly.AsSpan().SequenceEqual(second.Assembly), $"{id}.dll differs between two builds of the same sources.");
    }

    [Theory]
    [MemberData(nameof(Packages))]
    public void It_depends_on_nothing_but_what_the_design_allows(string id)
    {
        Assert.True(Allowed.ContainsKey(id), $"Say in this test what {id} may depend on.");
        IEnumerable<string> dependencies = packed.Read(id).Dependencies;

        Assert.Empty(dependencies.Where(dependency => !dependency.StartsWith("Microsoft.Extensions.", StringComparison.Ordinal)).Except(Allowed[id]));
        Assert.Equal($".NETCoreApp,Version=v{Package.Framework[3..]}", TargetFramework(packed.Read(id).Assembly));
    }

    private static List<string> PublicTypes(byte[] assembly)
    {
        using var image = new PEReader(new MemoryStream(assembly));
        MetadataReader reader = image.GetMetadataReader();
        return [.. reader.TypeDefinitions
            .Select(reader.GetTypeDefinition)
            .Where(type => (type.Attributes & TypeAttributes.VisibilityMask) == TypeAttributes.Public)
            .Select(type => $"{reader.GetString(type.Namespace)}.{reader.GetString(type.Name)}")];
    }

    private static string? TargetFramework(byte[] assembly)
    {
        using var image = new PEReader(new MemoryStream(assembly));
        MetadataReader reader = image.GetMetadataReader();
        return reader.GetAssemblyDefinition().GetCustomAttributes().Select(reader.GetCustomAttribute)
            .Where(attribute => attribute.Constructor.Kind == HandleKind.MemberReference
                && reader.GetMemberReference((MemberReferenceHandle)attribute.Constructor).Parent is { Kind: HandleKind.TypeReference } parent
                && reader.GetString(reader.GetTypeReference((TypeReferenceHandle)parent).Name) == "TargetFrameworkAttribute")
            .Select(attribute =>
            {
                BlobReader value = reader.GetBlobReader(attribute.Value);
                value.ReadUInt16();
                return value.ReadSerializedString();
            })
            .SingleOrDefault();
    }
}
