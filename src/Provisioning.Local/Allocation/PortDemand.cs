namespace Provisioning.Local;

/// <summary>What a project needs a host port for.</summary>
internal sealed record PortDemand(string ServiceName, int Target, string Protocol, int Ordinal = 0);
