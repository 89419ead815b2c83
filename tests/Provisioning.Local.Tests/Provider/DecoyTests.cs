using System.Globalization;
using Docker.DotNet.Models;

namespace Provisioning.Local.Tests.Provider;

/// <summary>What looks like the project's and is not is never touched.</summary>
public sealed class DecoyTests
{
    [Fact]
    public async Task Purging_touches_none_of_a_hundred_things_with_similar_names_and_labels()
    {
        using LocalHarness harness = new LocalHarness().WithScripts();
        await harness.Provider.ProvisionAsync(LocalHarness.Request(LocalHarness.Stack()));
        string[] names = ["acme2", "acme-2", "xacme", "acme-web-1-old", "acme_data2", "acm", "acme.default", "ACME", "acme-web-10", "acme_default_"];
        (string Key, string Value)[][] labels =
        [
            [],
            [("com.docker.compose.project", "acme2")],
            [("com.docker.compose.project", "acme"), ("provisioning.owner", "0000000000000000"), ("provisioning.project", "acme")],
            [("com.docker.compose.project", "acme"), ("com.docker.compose.service", "web")],
            [("provisioning.owner", harness.Layout.Owner), ("provisioning.project", "acme2")],
        ];
        int made = 0;
        foreach (string name in names)
        {
            foreach ((string, string)[] set in labels)
            {
                string unique = string.Create(CultureInfo.InvariantCulture, $"{name}-{made++}");
                Dictionary<string, string> own = set.ToDictionary(item => item.Item1, item => item.Item2, StringComparer.Ordinal);
                await harness.Engine.CreateVolumeAsync(new VolumesCreateParameters { Name = unique, Labels = own }, default);
                if (made % 2 == 0)
                {
                    await harness.Engine.CreateContainerAsync(unique, new CreateContainerParameters { Image = "busybox:1", Labels = own, HostConfig = new HostConfig { NetworkMode = "none", Binds = [unique + ":/data:rw"] } }, null, default);
                }
                else
                {
                    await harness.Engine.CreateNetworkAsync(new NetworksCreateParameters { Name = unique, Labels = own }, default);
                }
            }
        }

        PurgeResult result = await harness.Provider.PurgeAsync(LocalHarness.Acme);
        Assert.True(result.IsComplete, string.Join(", ", result.Leftovers));
        Assert.Equal(50, made);
        Assert.Equal(50, harness.Engine.Volumes.Count);
        Assert.Equal(25, harness.Engine.Containers.Count);
        Assert.Equal(25, harness.Engine.Networks.Count);
        Assert.DoesNotContain(harness.Engine.Volumes, volume => volume.Name is "acme_data");
    }

    [Fact]
    public async Task Two_hundred_projects_have_two_hundred_networks_with_subnets_of_their_own()
    {
        using LocalHarness harness = new(options => options.MinimumUptime = TimeSpan.Zero);
        await Parallel.ForEachAsync(Enumerable.Range(0, 200), new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (number, token) => await harness.Provider.ProvisionAsync(
            new ProvisionRequest { ProjectId = ProjectId.Parse(string.Create(CultureInfo.InvariantCulture, $"p{number}")), Template = ProjectTemplate.FromCompose("test", "services: { web: { image: 'busybox:1' } }") },
            cancellationToken: token));
        Assert.Equal(200, harness.Engine.Networks.Count);
        Assert.Equal(200, harness.Engine.Networks.Select(network => network.IPAM!.Config!.Single().Subnet).Distinct(StringComparer.Ordinal).Count());
    }
}
