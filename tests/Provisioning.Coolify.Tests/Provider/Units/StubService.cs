using System.Text.Json;

namespace Provisioning.Coolify.Tests.Provider.Units;

internal sealed class StubService
{
    public required string Uuid { get; init; }

    public required string Name { get; init; }

    public string? Description { get; set; }

    public string? ConfigHash { get; set; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? UpdatedAt { get; set; }

    public string? Compose { get; set; }

    public IReadOnlyList<CoolifyServiceUrl> Urls { get; set; } = [];

    public Dictionary<string, string> Variables { get; } = new(StringComparer.Ordinal);

    public List<StubContainer> Containers { get; } = [];

    public List<string> Logs { get; } = [];

    public bool Deploys { get; set; }

    public bool Stops { get; set; }

    public bool IsDeleted { get; set; }

    public string Status => Containers.Where(static container => !container.IsExcluded).Select(static container => container.Status).Distinct(StringComparer.Ordinal).ToArray() switch
    {
        [] => "unknown:unknown:excluded",
        [var only] => only,
        _ => "degraded:unhealthy",
    };

    public void Parse(DateTimeOffset now)
    {
        foreach (JsonProperty service in JsonDocument.Parse(Compose!).RootElement.GetProperty("services").EnumerateObject())
        {
            if (!Containers.Exists(container => container.Name == service.Name))
            {
                Containers.Add(new StubContainer { Name = service.Name, Uuid = Uuid + service.Name, Status = "exited", LastOnline = now });
            }
        }
    }

    public void Advance(string startsAs, DateTimeOffset now)
    {
        if (Deploys)
        {
            ConfigHash = "hash";
        }

        string[] wanted = Compose is null ? [.. Containers.Select(static container => container.Name)] : [.. JsonDocument.Parse(Compose).RootElement.GetProperty("services").EnumerateObject().Select(static service => service.Name)];
        foreach (StubContainer container in Containers)
        {
            container.Status = Stops || (Deploys && !wanted.Contains(container.Name, StringComparer.Ordinal)) ? "exited" : Deploys ? startsAs : container.Status;
            container.LastOnline = container.Status.StartsWith("running", StringComparison.Ordinal) || container.Status.StartsWith("restarting", StringComparison.Ordinal) ? now : container.LastOnline;
        }

        Deploys = Stops = false;
    }

    public CoolifyService Show(CoolifyServer server) => new()
    {
        Uuid = Uuid,
        Name = Name,
        Description = Description,
        EnvironmentId = 1,
        ServerId = 0,
        Status = Status,
        ServerStatus = server.Settings!.IsReachable,
        ConfigHash = ConfigHash,
        Applications = [.. Containers.Select(static container => container.Show())],
        Databases = [],
        Server = server,
        CreatedAt = CreatedAt,
        UpdatedAt = UpdatedAt ?? CreatedAt,
    };
}
