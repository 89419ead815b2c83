using System.Security.Cryptography;
using System.Text;

namespace Provisioning.ControlPlane;

/// <summary>The directory with what must outlive the process. Nobody but its owner may look into it.</summary>
internal sealed class DataDirectory
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public DataDirectory(string path)
    {
        Root = Make(Path.GetFullPath(path));
        Keys = Make(Path.Combine(Root, "keys"));
    }

    public string Root { get; }

    /// <summary>Gets where the keys lie that the secrets in the database are encrypted with. A backup needs both.</summary>
    public string Keys { get; }

    public string Database => Path.Combine(Root, "projects.db");

    public string LocalState => Path.Combine(Root, "local");

    public string ApiKeyFile => Path.Combine(Root, "api-key");

    /// <summary>Returns the key of the file, which is made at the first start.</summary>
    public string ReadOrCreateApiKey()
    {
        if (!File.Exists(ApiKeyFile))
        {
            CreateApiKey();
        }

        string key = File.ReadAllText(ApiKeyFile).Trim();
        return key.Length > 0 ? key : throw new InvalidOperationException($"{ApiKeyFile} is empty. Remove it, and a new key is made.");
    }

    // Complete before it has its name: another process that starts now reads a whole key, or makes none itself.
    private void CreateApiKey()
    {
        string temporary = Path.Combine(Root, $".api-key-{Guid.NewGuid():N}");
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerFile;
        }

        using (var stream = new FileStream(temporary, options))
        {
            stream.Write(Encoding.ASCII.GetBytes(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)) + "\n"));
        }

        try
        {
            File.Move(temporary, ApiKeyFile, overwrite: false);
        }
        catch (IOException) when (File.Exists(ApiKeyFile))
        {
            File.Delete(temporary);
        }
    }

    private static string Make(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return Directory.CreateDirectory(path).FullName;
        }

        DirectoryInfo directory = Directory.CreateDirectory(path, OwnerOnly);
        directory.UnixFileMode = OwnerOnly; // also of one that was there
        return directory.FullName;
    }
}
