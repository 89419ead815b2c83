using Provisioning.Local.Engine;

namespace Provisioning.Local;

#pragma warning disable CA1032, CA1064 // Internal: caught by the operation, which leases another port or tells the caller.
internal sealed class PortConflictException(DesiredService service, int port, EngineException cause) : Exception(cause.Message, cause)
{
    public DesiredService Service { get; } = service;

    /// <summary>Gets the port, or 0 when the engine did not say which.</summary>
    public int Port { get; } = port;
}
