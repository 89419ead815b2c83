namespace Provisioning.Packages.Tests;

/// <summary>The tests that share one packing: it takes a minute.</summary>
[CollectionDefinition(Name)]
public sealed class PackedCollection : ICollectionFixture<PackedFixture>
{
    public const string Name = "packed";
}
