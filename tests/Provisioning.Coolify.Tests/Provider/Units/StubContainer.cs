namespace Provisioning.Coolify.Tests.Provider.Units;

internal sealed class StubContainer
{
    public required string Name { get; init; }

    public required string Uuid { get; init; }

    public string Status { get; set; } = "exited";

    public DateTimeOffset LastOnline { get; set; }

    public bool IsExcluded { get; set; }

    public CoolifyContainer Show() => new() { Name = Name, Uuid = Uuid, Status = Status, LastOnlineAt = LastOnline, ExcludeFromStatus = IsExcluded, Image = "busybox:1" };
}
