using System.Security.Cryptography;
using Provisioning.Compose.Writing;

namespace Provisioning.Compose;

/// <summary>
/// The hashes in the labels <c>com.docker.compose.config-hash</c>. Docker Compose recreates what has another hash than the file gives,
/// so they are the same byte for byte as those of Docker Compose 2.40.
/// </summary>
public static class ComposeConfigHash
{
    /// <summary>Computes the hash of a service.</summary>
    /// <param name="service">The service.</param>
    /// <param name="containerIdOf">
    /// Returns the full id of the first container of another service, whose namespace or volumes this one shares
    /// (<c>network_mode</c>, <c>ipc</c> and <c>pid</c> as <c>service:x</c>, <c>volumes_from</c>), or <see langword="null"/> when there is none;
    /// needed only for such services.
    /// </param>
    /// <returns>64 hexadecimal digits.</returns>
    public static string Service(ComposeService service, Func<string, string?>? containerIdOf = null)
    {
        ArgumentNullException.ThrowIfNull(service);
        var form = new ServiceForm
        {
            IsForHash = true,
            HasLabelFiles = true,
            NetworkMode = Namespace(service.NetworkMode, containerIdOf),
            Ipc = Namespace(service.Ipc, containerIdOf),
            Pid = Namespace(service.Pid, containerIdOf),
            VolumesFrom = [.. service.VolumesFrom.Select(source => VolumesFrom(source, containerIdOf))],
        };
        return Hash(emitter => ServiceWriter.Write(emitter, service, form));
    }

    /// <summary>
    /// Computes the hash of a service that <c>docker compose config --hash</c> prints. It is not the one of the label when the service has <c>env_file</c>,
    /// which is hashed by its names there, or <c>label_file</c>, or shares what another service has.
    /// </summary>
    /// <param name="service">The service, of a project that was loaded with <see cref="ComposeLoadOptions.KeepEnvFiles"/>.</param>
    /// <returns>64 hexadecimal digits.</returns>
    public static string Printed(ComposeService service)
    {
        ArgumentNullException.ThrowIfNull(service);
        var form = new ServiceForm { IsForHash = true };
        return Hash(emitter => ServiceWriter.Write(emitter, service, form));
    }

    /// <summary>Computes the hash of a network.</summary>
    /// <param name="network">The network.</param>
    /// <returns>64 hexadecimal digits.</returns>
    public static string Network(ComposeNetwork network)
    {
        ArgumentNullException.ThrowIfNull(network);
        return Hash(emitter => ProjectWriter.Network(emitter, network));
    }

    /// <summary>Computes the hash of a volume.</summary>
    /// <param name="volume">The volume.</param>
    /// <returns>64 hexadecimal digits.</returns>
    public static string Volume(ComposeVolume volume)
    {
        ArgumentNullException.ThrowIfNull(volume);
        return Hash(emitter => ProjectWriter.Volume(emitter, volume, volume.Driver ?? "local"));
    }

    private static string? Namespace(string? mode, Func<string, string?>? containerIdOf) =>
        mode?.StartsWith("service:", StringComparison.Ordinal) == true && containerIdOf?.Invoke(mode["service:".Length..]) is { } id
            ? "container:" + id
            : null;

    private static string VolumesFrom(string source, Func<string, string?>? containerIdOf) =>
        source.StartsWith("container:", StringComparison.Ordinal) ? source : containerIdOf?.Invoke(source.Split(':')[0]) ?? source;

    private static string Hash(Action<Emitter> write)
    {
        using var text = new TextBuffer();
        write(new Emitter(new JsonSink(text, indented: false, doubleDollars: false)));
        return Convert.ToHexStringLower(SHA256.HashData(text.ToUtf8()));
    }
}
