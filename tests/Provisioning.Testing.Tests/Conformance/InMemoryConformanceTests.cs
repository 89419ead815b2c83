using Provisioning.Testing.Conformance;

namespace Provisioning.Testing.Tests;

public sealed class InMemoryLifecycleTests(InMemoryConformanceFixture fixture) : LifecycleConformanceTests(fixture), IClassFixture<InMemoryConformanceFixture>;

public sealed class InMemoryProvisionTests(InMemoryConformanceFixture fixture) : ProvisionConformanceTests(fixture), IClassFixture<InMemoryConformanceFixture>;

public sealed class InMemoryErrorTests(InMemoryConformanceFixture fixture) : ErrorConformanceTests(fixture), IClassFixture<InMemoryConformanceFixture>;

public sealed class InMemoryConcurrencyTests(InMemoryConformanceFixture fixture) : ConcurrencyConformanceTests(fixture), IClassFixture<InMemoryConformanceFixture>;

public sealed class InMemoryListTests(InMemoryConformanceFixture fixture) : ListConformanceTests(fixture), IClassFixture<InMemoryConformanceFixture>;

public sealed class InMemoryLogsTests(InMemoryConformanceFixture fixture) : LogsConformanceTests(fixture), IClassFixture<InMemoryConformanceFixture>;

public sealed class InMemoryPurgeTests(InMemoryConformanceFixture fixture) : PurgeConformanceTests(fixture), IClassFixture<InMemoryConformanceFixture>;

public sealed class InMemorySuiteTests : ConformanceSuiteTests
{
    [Fact]
    public void A_suite_class_without_a_subclass_is_named()
    {
        // The suite's own assembly derives from none of its classes.
        IReadOnlyList<string> missing = FindMissing(typeof(ProviderConformanceTests).Assembly);
        Assert.Equal(7, missing.Count);
        Assert.Contains(nameof(PurgeConformanceTests), missing);
    }
}
