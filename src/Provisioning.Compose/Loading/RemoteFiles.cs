using Provisioning.Compose.Yaml;

namespace Provisioning.Compose.Loading;

/// <summary>Refuses files that would have to be fetched.</summary>
internal static class RemoteFiles
{
    private static readonly string[] Prefixes = ["http://", "https://", "oci://", "git://", "ssh://", "git@", "github.com/", "gitlab.com/", "bitbucket.org/"];

    public static bool IsRemote(string path) => Array.Exists(Prefixes, prefix => path.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));

    /// <exception cref="TemplateException">The file is remote.</exception>
    public static void Refuse(Problems problems, Node file, string place)
    {
        if (IsRemote(file.Text))
        {
            throw problems.Fail("remote_file", $"'{file.Shown}' is a remote file. Remote files are never fetched; put a copy beside this file.", file, place);
        }
    }
}
