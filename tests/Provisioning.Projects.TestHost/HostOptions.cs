using Microsoft.Extensions.DependencyInjection;

namespace Provisioning.Projects.TestHost;

/// <summary>What a host is made of.</summary>
public sealed class HostOptions
{
    /// <summary>Gets the store: <c>sqlite</c> (the small one), <c>ef-sqlite</c>, <c>postgres</c>.</summary>
    public string Store { get; init; } = "sqlite";

    /// <summary>Gets the connection string; for SQLite it may be left out.</summary>
    public string? ConnectionString { get; init; }

    /// <summary>Gets the folder with the backend, the keys and the database file.</summary>
    public required string Folder { get; init; }

    /// <summary>Gets what adds another backend than the one in the folder, and its name; <see langword="null"/> for that one.</summary>
    public (string Name, Action<IProvisioningBuilder> Add)? OtherBackend { get; init; }

    /// <summary>Gets by how much the host's clock is wrong.</summary>
    public TimeSpan ClockOffset { get; init; }

    /// <summary>Gets at which point the process is killed; 0 for never.</summary>
    public int KillAt { get; init; }

    /// <summary>Gets about how long each call of the backend takes.</summary>
    public TimeSpan Work { get; init; }
}
