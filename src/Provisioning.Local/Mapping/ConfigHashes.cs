using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Provisioning.Compose;

namespace Provisioning.Local.Mapping;

/// <summary>Compose's hashes of the things of a project.</summary>
internal static class ConfigHashes
{
    public static string Of(ComposeService service) => Placeholder("service", service.Name);

    public static string Of(ComposeNetwork network) => Placeholder("network", network.Name);

    public static string Of(ComposeVolume volume) => Placeholder("volume", volume.Name);

    private static string Placeholder(string kind, string name) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{kind}:{name}"))));
}
