using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Provisioning.Local.Storage;

namespace Provisioning.Local;

/// <summary>
/// Leases host ports: one index file for all projects of the state directory, changed under a lock, so that no port is given twice, whatever runs at the moment.
/// </summary>
internal sealed class PortAllocator(StateLayout layout, LocalPortRange range, IPAddress bindAddress, TimeProvider timeProvider, string providerName)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Returns the project's leases without changing any.</summary>
    public async Task<IReadOnlyList<PortLease>> ReadAsync(ProjectId projectId, CancellationToken cancellationToken) =>
        [.. (await LoadAsync(cancellationToken).ConfigureAwait(false)).Leases.Where(lease => lease.ProjectId == projectId.Value)];

    /// <summary>Returns a port for each demand: the one that the project has already, or a free one. Leases for which there is no demand any more are kept.</summary>
    /// <param name="projectId">The project.</param>
    /// <param name="demands">What ports are needed for.</param>
    /// <param name="taken">Ports that are published by somebody at the engine.</param>
    /// <param name="published">Ports that the project's own containers publish, and that it keeps where nobody else has a lease for them.</param>
    /// <param name="checkHost">Whether the engine runs on this machine, so that a port can be tried here.</param>
    /// <param name="cancellationToken">Stops the waiting for other processes.</param>
    public async Task<IReadOnlyDictionary<PortDemand, int>> LeaseAsync(
        ProjectId projectId, IReadOnlyCollection<PortDemand> demands, IReadOnlySet<int> taken, IReadOnlyDictionary<PortDemand, int> published, bool checkHost, CancellationToken cancellationToken)
    {
        var result = new Dictionary<PortDemand, int>();
        if (demands.Count == 0)
        {
            return result;
        }

        using ProjectLock held = await LockAsync(cancellationToken).ConfigureAwait(false);
        PortLeaseIndex index = await LoadAsync(cancellationToken).ConfigureAwait(false);
        HashSet<int> leased = [.. index.Leases.Select(lease => lease.Port)];
        List<PortLease> added = [];
        foreach (PortDemand demand in demands)
        {
            if (index.Leases.Find(lease => IsFor(lease, projectId, demand)) is { } existing)
            {
                result[demand] = existing.Port;
                continue;
            }

            bool isKept = published.TryGetValue(demand, out int port) && port >= range.First && port < range.First + range.Count && !leased.Contains(port) && !taken.Contains(port);
            port = isKept ? port : Choose(projectId, demand, leased, [.. taken, .. published.Values], checkHost);
            leased.Add(port);
            added.Add(new PortLease { Port = port, ProjectId = projectId.Value, ServiceName = demand.ServiceName, Target = demand.Target, Protocol = demand.Protocol, Ordinal = demand.Ordinal });
            result[demand] = port;
        }

        if (added.Count > 0)
        {
            await SaveAsync(index with { Leases = [.. index.Leases, .. added] }, cancellationToken).ConfigureAwait(false);
        }

        return result;
    }

    /// <summary>Gives back some of a project's ports, or all of them, and returns those given back.</summary>
    public async Task<IReadOnlyList<int>> ReleaseAsync(ProjectId projectId, Func<PortLease, bool>? which, CancellationToken cancellationToken)
    {
        // Most projects that are purged or started have nothing to give back: no lock, no write.
        if (!(await LoadAsync(cancellationToken).ConfigureAwait(false)).Leases.Exists(IsReleased))
        {
            return [];
        }

        using ProjectLock held = await LockAsync(cancellationToken).ConfigureAwait(false);
        PortLeaseIndex index = await LoadAsync(cancellationToken).ConfigureAwait(false);
        List<int> released = [.. index.Leases.Where(IsReleased).Select(lease => lease.Port)];
        if (released.Count > 0)
        {
            await SaveAsync(index with { Leases = [.. index.Leases.Where(lease => !IsReleased(lease))] }, cancellationToken).ConfigureAwait(false);
        }

        return released;

        bool IsReleased(PortLease lease) => lease.ProjectId == projectId.Value && (which is null || which(lease));
    }

    private static bool IsFor(PortLease lease, ProjectId projectId, PortDemand demand) =>
        lease.ProjectId == projectId.Value && lease.ServiceName == demand.ServiceName && lease.Target == demand.Target && lease.Protocol == demand.Protocol && lease.Ordinal == demand.Ordinal;

    private int Choose(ProjectId projectId, PortDemand demand, HashSet<int> leased, HashSet<int> taken, bool checkHost)
    {
        // Spread by the project's name, so that a port is not given to the next project the moment it is free again.
        int start = (int)(StableHash.Of($"{projectId}/{demand.ServiceName}/{demand.Target}/{demand.Protocol}/{demand.Ordinal}") % (uint)range.Count);
        for (int i = 0; i < range.Count; i++)
        {
            int port = range.First + ((start + i) % range.Count);
            if (!leased.Contains(port) && !taken.Contains(port) && (!checkHost || IsFree(port, demand.Protocol)))
            {
                return port;
            }
        }

        throw new ProvisioningException($"No host port of the range {range} is left for service '{demand.ServiceName}' of project '{projectId}': {leased.Count} are leased to projects, {taken.Count} are published by containers, and other programs use the rest. Purge projects that are not needed, or make PortRange larger.")
        {
            ErrorCode = ProvisioningErrorCode.PortNotAvailable,
            ProviderName = providerName,
            ProjectId = projectId,
            Step = "ports",
        };
    }

    private bool IsFree(int port, string protocol)
    {
        if (protocol is not ("tcp" or "udp"))
        {
            return true;
        }

        try
        {
            // The engine binds without address reuse: a port in TIME_WAIT is fine, a listening one is not.
            using var socket = protocol == "tcp"
                ? new Socket(bindAddress.AddressFamily, SocketType.Stream, ProtocolType.Tcp)
                : new Socket(bindAddress.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            socket.Bind(new IPEndPoint(bindAddress, port));
            return true;
        }
        catch (SocketException exception) when (exception.SocketErrorCode is SocketError.AddressAlreadyInUse or SocketError.AccessDenied)
        {
            return false;
        }
        catch (SocketException)
        {
            // For instance an address that only the engine's host has: the engine will say.
            return true;
        }
    }

    private async Task<ProjectLock> LockAsync(CancellationToken cancellationToken)
    {
        AtomicFile.CreatePrivateDirectory(layout.Root);
        return await ProjectLock.TryTakeAsync(layout.PortsLock, Patience, timeProvider, cancellationToken).ConfigureAwait(false)
            ?? throw Failed($"The port leases in '{layout.Ports}' are locked by another process since {Patience.TotalSeconds:F0} s.", cause: null);
    }

    private async Task<PortLeaseIndex> LoadAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await AtomicFile.ReadAsync(layout.Ports, cancellationToken).ConfigureAwait(false) is { } content
                ? JsonSerializer.Deserialize(content, StateJson.Default.PortLeaseIndex) ?? new PortLeaseIndex()
                : new PortLeaseIndex();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            throw Failed($"The port leases in '{layout.Ports}' cannot be read: {exception.Message} Restore the file from a copy.", exception);
        }
    }

    private async Task SaveAsync(PortLeaseIndex index, CancellationToken cancellationToken)
    {
        try
        {
            await AtomicFile.WriteAsync(layout.Ports, JsonSerializer.SerializeToUtf8Bytes(index, StateJson.Default.PortLeaseIndex), AtomicFile.PrivateFile, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Failed($"The port leases in '{layout.Ports}' cannot be written: {exception.Message} Check the permissions and the free space of the StateDirectory.", exception);
        }
    }

    private ProvisioningException Failed(string message, Exception? cause) =>
        new(message, cause) { ErrorCode = ProvisioningErrorCode.StateDamaged, ProviderName = providerName, Step = "ports", IsTransient = cause is not JsonException };
}
