#if COOLIFY_SERVER
using Provisioning.Testing.Conformance;

namespace Provisioning.Coolify.Tests.Server;

public sealed class CoolifyServerLifecycleTests(CoolifyServerFixture fixture) : LifecycleConformanceTests(fixture), IClassFixture<CoolifyServerFixture>;

public sealed class CoolifyServerProvisionTests(CoolifyServerFixture fixture) : ProvisionConformanceTests(fixture), IClassFixture<CoolifyServerFixture>;

public sealed class CoolifyServerErrorTests(CoolifyServerFixture fixture) : ErrorConformanceTests(fixture), IClassFixture<CoolifyServerFixture>;

public sealed class CoolifyServerConcurrencyTests(CoolifyServerFixture fixture) : ConcurrencyConformanceTests(fixture), IClassFixture<CoolifyServerFixture>;

public sealed class CoolifyServerListTests(CoolifyServerFixture fixture) : ListConformanceTests(fixture), IClassFixture<CoolifyServerFixture>;

public sealed class CoolifyServerLogsTests(CoolifyServerFixture fixture) : LogsConformanceTests(fixture), IClassFixture<CoolifyServerFixture>;

public sealed class CoolifyServerPurgeTests(CoolifyServerFixture fixture) : PurgeConformanceTests(fixture), IClassFixture<CoolifyServerFixture>;
#endif
