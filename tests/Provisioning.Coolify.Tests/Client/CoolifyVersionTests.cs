namespace Provisioning.Coolify.Tests;

public sealed class CoolifyVersionTests
{
    [Fact]
    public void Versions_are_in_the_order_of_their_releases()
    {
        string[] ordered = ["3.12.36", "4.0.0-beta.307", "4.0.0-beta.420", "4.0.0-beta.420.7", "4.0.0-beta.474", "4.0.0-rc.1", "v4.0.0", "4.1.2", "4.2", "4.2.1", "4.3.3", "4.3.11", "4.4-rc.1", "4.4-rc.2", "4.4", "5.0.0", "nightly"];

        CoolifyVersion[] versions = [.. ordered.Select(CoolifyVersion.Parse)];

        for (int left = 0; left < versions.Length; left++)
        {
            for (int right = 0; right < versions.Length; right++)
            {
                Assert.Equal(Math.Sign(left.CompareTo(right)), Math.Sign(versions[left].CompareTo(versions[right])));
            }
        }
    }

    [Theory]
    [InlineData("4.2", "4.2.0")]
    [InlineData(" v4.3.11\n", "4.3.11")]
    [InlineData("4.3.11+build.5", "4.3.11")]
    public void What_means_the_same_is_the_same(string left, string right) =>
        Assert.Equal(0, CoolifyVersion.Parse(left).CompareTo(CoolifyVersion.Parse(right)));

    [Theory]
    [InlineData("nightly")]
    [InlineData("4.x")]
    [InlineData("")]
    [InlineData("4.3.11.2")]
    public void What_cannot_be_read_counts_as_the_newest(string text)
    {
        var version = CoolifyVersion.Parse(text);

        Assert.False(version.IsKnown);
        Assert.True(version.IsSupported);
        Assert.All(Enum.GetValues<CoolifyFeature>(), feature => Assert.True(version.Supports(feature)));
    }

    [Theory]
    [InlineData("4.0.0-beta.474", false, false, false)]
    [InlineData("4.0.0", true, false, false)]
    [InlineData("4.1.2", true, false, false)]
    [InlineData("4.2.0", true, true, false)]
    [InlineData("4.3.2", true, true, false)]
    [InlineData("4.3.3", true, true, true)]
    [InlineData("4.3.11", true, true, true)]
    [InlineData("4.4-rc.1", true, true, true)]
    public void Each_version_can_what_it_can(string text, bool services, bool since420, bool since433)
    {
        var version = CoolifyVersion.Parse(text);

        Assert.Equal(services, version.IsSupported);
        Assert.Equal(services, version.Supports(CoolifyFeature.Services));
        Assert.Equal(since420, version.Supports(CoolifyFeature.PostActions));
        Assert.Equal(since420, version.Supports(CoolifyFeature.ContainerLogs));
        Assert.Equal(since420, version.Supports(CoolifyFeature.Containers));
        Assert.Equal(since420, version.Supports(CoolifyFeature.Destinations));
        Assert.Equal(since433, version.Supports(CoolifyFeature.StopShownAtOnce));
    }
}
