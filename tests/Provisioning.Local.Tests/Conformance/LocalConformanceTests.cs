using Provisioning.Testing.Conformance;

namespace Provisioning.Local.Tests.Conformance;

public sealed class LocalLifecycleTests(LocalConformanceFixture fixture) : LifecycleConformanceTests(fixture), IClassFixture<LocalConformanceFixture>;

public sealed class LocalProvisionTests(LocalConformanceFixture fixture) : ProvisionConformanceTests(fixture), IClassFixture<LocalConformanceFixture>;

public sealed class LocalErrorTests(LocalConformanceFixture fixture) : ErrorConformanceTests(fixture), IClassFixture<LocalConformanceFixture>;

public sealed class LocalConcurrencyTests(LocalConformanceFixture fixture) : ConcurrencyConformanceTests(fixture), IClassFixture<LocalConformanceFixture>;

public sealed class LocalListTests(LocalConformanceFixture fixture) : ListConformanceTests(fixture), IClassFixture<LocalConformanceFixture>;

public sealed class LocalLogsTests(LocalConformanceFixture fixture) : LogsConformanceTests(fixture), IClassFixture<LocalConformanceFixture>;

public sealed class LocalPurgeTests(LocalConformanceFixture fixture) : PurgeConformanceTests(fixture), IClassFixture<LocalConformanceFixture>;

public sealed class LocalSuiteTests : ConformanceSuiteTests;
