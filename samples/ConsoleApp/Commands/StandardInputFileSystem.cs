using System.Text;
using Provisioning.Compose;

namespace Provisioning.ConsoleApp;

/// <summary>The machine's disk, with standard input in place of one file.</summary>
internal sealed class StandardInputFileSystem(string inputPath, TextReader input) : IComposeFileSystem
{
    // A load reads its files more than once, standard input can be read once.
    private readonly Lazy<byte[]> _content = new(() => Encoding.UTF8.GetBytes(input.ReadToEnd()));

    public bool FileExists(string path) => IsInput(path) || PhysicalComposeFileSystem.Instance.FileExists(path);

    public bool DirectoryExists(string path) => !IsInput(path) && PhysicalComposeFileSystem.Instance.DirectoryExists(path);

    public Stream OpenRead(string path) => IsInput(path) ? new MemoryStream(_content.Value, writable: false) : PhysicalComposeFileSystem.Instance.OpenRead(path);

    public string ResolveLink(string path) => IsInput(path) ? path : PhysicalComposeFileSystem.Instance.ResolveLink(path);

    private bool IsInput(string path) => path == inputPath;
}
