namespace Provisioning.Local.Tests.RealEngine;

/// <summary>The tests that use a real Docker Engine: <c>[Collection(RealEngineCollection.Name)]</c> and a constructor that takes <see cref="RealEngineFixture"/>.</summary>
[CollectionDefinition(Name)]
public sealed class RealEngineCollection : ICollectionFixture<RealEngineFixture>
{
    public const string Name = "RealEngine";
}
