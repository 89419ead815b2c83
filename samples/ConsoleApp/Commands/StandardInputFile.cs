using System.Text;
using Provisioning.Compose;

namespace Provisioning.ConsoleApp;

/// <summary>The file system in which <c>-</c> is what is written to the application's standard input.</summary>
internal sealed class StandardInputFile(string path, TextReader input) : IComposeFileSystem
{
    public const string Name = "-";

    // It can be read once only, and the loader may ask for a file again.
    private readonly Lazy<byte[]> _content = new(() => Encoding.UTF8.GetBytes(input.ReadToEnd()));

    public bool FileExists(string path) => IsInput(path) || PhysicalComposeFileSystem.Instance.FileExists(path);

    public bool DirectoryExists(string path) => PhysicalComposeFileSystem.Instance.DirectoryExists(path);

    public Stream OpenRead(string path) => IsInput(path) ? new MemoryStream(_content.Value, writable: false) : PhysicalComposeFileSystem.Instance.OpenRead(path);

    public string ResolveLink(string path) => IsInput(path) ? path : PhysicalComposeFileSystem.Instance.ResolveLink(path);

    private bool IsInput(string other) => string.Equals(other, path, StringComparison.Ordinal);
}
