using System.Net.Sockets;
using Docker.DotNet;
using Docker.DotNet.Models;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Provisioning.Local;

namespace Provisioning.ConsoleApp;

/// <summary>The checks of a Docker Engine and of the state directory; none for a provider of another kind.</summary>
internal static class LocalChecks
{
    private const string LocalKind = "local";
    private const string EngineCheck = "engine";
    private static readonly TimeSpan EngineTimeout = TimeSpan.FromSeconds(10);

    public static async Task<IReadOnlyList<DoctorCheckDocument>> RunAsync(CommandContext context, IProvisioningProvider provider, CancellationToken cancellationToken)
    {
        if (provider.Metadata.Kind != LocalKind)
        {
            return [];
        }

        var checks = new List<DoctorCheckDocument>();
        bool reachable = true;
        if (provider.Metadata.Endpoint is { Scheme: "unix" } endpoint)
        {
            checks.Add(await SocketAsync(endpoint.LocalPath, cancellationToken));
            reachable = checks[^1].Result == DoctorResult.Ok;
        }

        LocalProviderOptions options = context.Services.GetRequiredService<IOptionsMonitor<LocalProviderOptions>>().Get(provider.Metadata.ProviderName);
        string stateDirectory = Path.GetFullPath(options.StateDirectory);
        (DoctorCheckDocument engine, string? dataDirectory) = reachable
            ? await EngineAsync(provider, cancellationToken)
            : (new DoctorCheckDocument(EngineCheck, DoctorResult.Failed, "not reachable by its socket", Remedy: null), null);
        checks.Add(engine);
        checks.Add(DirectoryChecks.Writable("state directory", stateDirectory));
        checks.Add(DirectoryChecks.Space("disk space", stateDirectory));
        if (dataDirectory is not null && Directory.Exists(dataDirectory))
        {
            checks.Add(DirectoryChecks.Space("disk space of the engine", dataDirectory));
        }

        return checks;
    }

    private static async Task<DoctorCheckDocument> SocketAsync(string path, CancellationToken cancellationToken)
    {
        const string Name = "engine socket";
        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
            return new DoctorCheckDocument(Name, DoctorResult.Ok, path, Remedy: null);
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.AccessDenied)
        {
            return new DoctorCheckDocument(
                Name,
                DoctorResult.Failed,
                $"{path}: permission denied",
                "This user may not use the engine. Add it to the group that owns the socket ('sudo usermod -aG docker \"$USER\"') and log in again, or run as root.");
        }
        catch (SocketException exception)
        {
            bool exists = File.Exists(path);
            return new DoctorCheckDocument(
                Name,
                DoctorResult.Failed,
                exists ? $"{path}: {exception.Message}" : $"{path} does not exist",
                exists
                    ? "The socket is there and nobody listens on it. Start the engine ('sudo systemctl start docker')."
                    : "Install and start a Docker Engine, or say where it is with DOCKER_HOST or Provisioning:Local:Endpoint.");
        }
    }

    private static async Task<(DoctorCheckDocument Check, string? DataDirectory)> EngineAsync(IProvisioningProvider provider, CancellationToken cancellationToken)
    {
        string place = provider.Metadata.Endpoint?.OriginalString ?? "the engine";
        if (provider.GetService<IDockerClient>() is not { } client)
        {
            return (new DoctorCheckDocument(EngineCheck, DoctorResult.Warning, "not looked at", "The provider does not give its client."), null);
        }

        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(EngineTimeout);
        try
        {
            VersionResponse version = await client.System.GetVersionAsync(deadline.Token);
            SystemInfoResponse info = await client.System.GetSystemInfoAsync(deadline.Token);
            return (
                new DoctorCheckDocument(EngineCheck, DoctorResult.Ok, $"{version.Version}, API {version.APIVersion}, {version.Os}/{version.Arch}, {info.Images} images, at {place}", Remedy: null),
                info.DockerRootDir);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (new DoctorCheckDocument(EngineCheck, DoctorResult.Failed, $"{place}: no answer within {EngineTimeout.TotalSeconds:0} s", "The engine hangs or is not one. Look at its log, or restart it."), null);
        }
#pragma warning disable CA1031 // whatever the client throws, the engine cannot be used, and the remedy is the exception's text
        catch (Exception exception) when (exception is not OperationCanceledException)
#pragma warning restore CA1031
        {
            return (new DoctorCheckDocument(EngineCheck, DoctorResult.Failed, $"{place}: not reachable", exception.GetBaseException().Message), null);
        }
    }
}
