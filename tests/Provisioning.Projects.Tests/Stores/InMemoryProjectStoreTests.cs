using Provisioning.Testing.Conformance;

namespace Provisioning.Projects.Tests;

public sealed class InMemoryProjectStoreTests : ProjectStoreConformanceTests
{
    public override Task DisposeAsync() => Task.CompletedTask;

    protected override Task<IProjectStore> CreateAsync() => Task.FromResult<IProjectStore>(new InMemoryProjectStore());

    protected override Task<IProjectStore> CreateAnotherAsync() => Task.FromResult(Store);
}

// The records as a database keeps them: through their text.
public sealed class SerializedProjectStoreTests : ProjectStoreConformanceTests
{
    public override Task DisposeAsync() => Task.CompletedTask;

    protected override Task<IProjectStore> CreateAsync() => Task.FromResult<IProjectStore>(new SerializingStore(new InMemoryProjectStore()));

    protected override Task<IProjectStore> CreateAnotherAsync() => Task.FromResult(Store);
}
