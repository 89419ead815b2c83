namespace Provisioning.Testing.Coolify;

/// <summary>A server of the instance. Its properties may be changed while the instance runs.</summary>
/// <param name="name">Its name.</param>
public sealed class FakeCoolifyServer(string name)
{
    /// <summary>Gets its name.</summary>
    public string Name { get; } = name;

    /// <summary>Gets its uuid.</summary>
    public string Uuid { get; } = Backend.CoolifyInstance.NewUuid();

    /// <summary>Gets or sets whether Coolify can reach it. Jobs for a server out of reach fail in silence, as Coolify's do.</summary>
    public bool IsReachable
    {
        get;
        set
        {
            Changing?.Invoke();
            field = value;
        }
    } = true;

    /// <summary>Gets or sets whether Coolify says that it is usable.</summary>
    public bool IsUsable
    {
        get;
        set
        {
            Changing?.Invoke();
            field = value;
        }
    } = true;

    /// <summary>Gets or sets whether it is a build server, on which no service can be made from 4.2 on.</summary>
    public bool IsBuildServer
    {
        get;
        set
        {
            Changing?.Invoke();
            field = value;
        }
    }

    /// <summary>Gets or sets the setting that lets the scheduled cleanup remove volumes without a container; see <see cref="FakeCoolify.RunScheduledCleanup"/>.</summary>
    public bool DeleteUnusedVolumes
    {
        get;
        set
        {
            Changing?.Invoke();
            field = value;
        }
    }

    /// <summary>Gets or sets the domain below which Coolify makes domains, or <see langword="null"/>.</summary>
    public string? WildcardDomain { get; set; }

    /// <summary>Gets or sets what has to happen before a property changes: jobs that are due see the server as it was.</summary>
    internal Action? Changing { get; set; }

    /// <summary>Gets the networks that are its destinations. The default is one, <c>coolify</c>.</summary>
    public IList<string> Destinations { get; } = ["coolify"];
}
