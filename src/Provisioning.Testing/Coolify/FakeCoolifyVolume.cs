using System.Collections.Concurrent;

namespace Provisioning.Testing.Coolify;

/// <summary>A named volume on a simulated server, with the files that tests put into it.</summary>
public sealed class FakeCoolifyVolume
{
    private readonly ConcurrentDictionary<string, string> _files = new(StringComparer.Ordinal);

    internal FakeCoolifyVolume(string name, string serviceUuid, string id)
    {
        Name = name;
        ServiceUuid = serviceUuid;
        Id = id;
    }

    /// <summary>Gets its name: the uuid of the Coolify service, <c>_</c>, the name in the Compose file.</summary>
    public string Name { get; }

    /// <summary>Gets the uuid of the Coolify service that it was made for; the service may be gone.</summary>
    public string ServiceUuid { get; }

    /// <summary>Gets what tells it from a volume of the same name that is made later.</summary>
    public string Id { get; }

    /// <summary>Writes a file.</summary>
    /// <param name="file">The file's name.</param>
    /// <param name="content">Its text.</param>
    public void Write(string file, string content) => _files[file] = content;

    /// <summary>Reads a file.</summary>
    /// <param name="file">The file's name.</param>
    /// <returns>Its text, or <see langword="null"/> when there is no such file.</returns>
    public string? Read(string file) => _files.GetValueOrDefault(file);

    /// <summary>Returns the name.</summary>
    public override string ToString() => Name;
}
