using System.Globalization;
using Docker.DotNet.Models;
using Provisioning.Local.Mapping;
using Provisioning.Local.Planning;

namespace Provisioning.Local.Tests.Planning;

/// <summary>An engine's three lists, to which plans are applied step by step with the engine's refusals.</summary>
internal sealed class EngineState
{
    private int _next;

    public List<ContainerListResponse> Containers { get; } = [];

    public List<NetworkResponse> Networks { get; } = [];

    public List<VolumeResponse> Volumes { get; } = [];

    public ObservedProject Observed => new() { Containers = [.. Containers], Networks = [.. Networks], Volumes = [.. Volumes] };

    public ContainerListResponse Container(string name) => Containers.Single(container => container.Name() == name);

    /// <summary>Applies a plan, or only its first steps.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="remap">Maps a container again, now that others have their ids.</param>
    /// <param name="steps">How many steps.</param>
    public void Apply(ProjectPlan plan, Func<MappedContainer, EngineState, MappedContainer>? remap = null, int steps = int.MaxValue)
    {
        Assert.Empty(plan.Conflicts);
        foreach (PlanStep step in plan.Steps.Take(steps))
        {
            Apply(step, remap);
        }
    }

    private void Apply(PlanStep step, Func<MappedContainer, EngineState, MappedContainer>? remap)
    {
        switch (step.Resource, step.Kind)
        {
            case (PlanStep.Network, PlanActionKind.Create):
                AddNetwork(step.DesiredNetwork!);
                break;
            case (PlanStep.Network, PlanActionKind.Replace):
                RemoveNetwork(step.ExistingId!);
                AddNetwork(step.DesiredNetwork!);
                break;
            case (PlanStep.Network, PlanActionKind.Remove):
                RemoveNetwork(step.ExistingId!);
                break;
            case (PlanStep.Volume, PlanActionKind.Create):
                Volumes.Add(new VolumeResponse { Name = step.DesiredVolume!.Name, Labels = step.DesiredVolume.Parameters!.Labels });
                break;
            case (PlanStep.Container, PlanActionKind.Create):
                AddContainer(step, remap);
                break;
            case (PlanStep.Container, PlanActionKind.Replace):
                RemoveContainer(step.ExistingId!);
                AddContainer(step, remap);
                break;
            case (PlanStep.Container, PlanActionKind.Remove):
                RemoveContainer(step.ExistingId!);
                break;
            case (PlanStep.Container, PlanActionKind.Update):
                Assert.DoesNotContain(Containers, container => container.Name() == step.Name);
                ById(step.ExistingId!).Names = ["/" + step.Name];
                break;
            case (PlanStep.Container, PlanActionKind.Start or PlanActionKind.Restart):
                ById(step.ExistingId!).State = "running";
                break;
            default:
                Assert.Fail("A plan has no such step: " + step);
                break;
        }
    }

    private ContainerListResponse ById(string id) => Containers.Single(container => container.ID == id);

    private void AddNetwork(MappedNetwork network)
    {
        Assert.DoesNotContain(Networks, other => other.Name == network.Name);
        Networks.Add(new NetworkResponse { ID = NextId(), Name = network.Name, Labels = network.Parameters!.Labels });
    }

    private void RemoveNetwork(string id)
    {
        NetworkResponse network = Networks.Single(item => item.ID == id);
        Assert.DoesNotContain(Containers, container => container.NetworkSettings!.Networks.TryGetValue(network.Name, out EndpointSettings? endpoint) && endpoint.NetworkID == id);
        Networks.Remove(network);
    }

    private void RemoveContainer(string id) => Containers.Remove(ById(id));

    private void AddContainer(PlanStep step, Func<MappedContainer, EngineState, MappedContainer>? remap)
    {
        MappedContainer desired = step.DesiredContainer!;
        desired = remap?.Invoke(desired, this) ?? desired;
        Assert.DoesNotContain(Containers, other => other.Name() == desired.Name);
        List<MountPoint> mounts = [.. desired.Volumes.Select(volume => new MountPoint { Type = "volume", Name = volume, Destination = "/" + volume })];
        foreach (Mount mount in desired.Parameters.HostConfig!.Mounts!.Where(mount => mount.Type == "volume" && string.IsNullOrEmpty(mount.Source)))
        {
            string name = step.AnonymousVolumes.GetValueOrDefault(mount.Target!) ?? NextId();
            mounts.Add(new MountPoint { Type = "volume", Name = name, Destination = mount.Target! });
            if (Volumes.All(volume => volume.Name != name))
            {
                Volumes.Add(new VolumeResponse { Name = name, Labels = mount.VolumeOptions?.Labels ?? new Dictionary<string, string>() });
            }
        }

        Assert.All(desired.Volumes, volume => Assert.Contains(Volumes, item => item.Name == volume));
        Containers.Add(new ContainerListResponse
        {
            ID = NextId(),
            Names = ["/" + desired.Name],
            Labels = desired.Parameters.Labels,
            State = "running",
            Status = "Up 1 second",
            Mounts = mounts,
            NetworkSettings = new NetworkSettingsSummary
            {
                Networks = desired.Networks.ToDictionary(name => name, name => new EndpointSettings { NetworkID = Networks.Single(network => network.Name == name).ID }),
            },
        });
    }

    private string NextId() => (++_next).ToString("x64", CultureInfo.InvariantCulture);
}
