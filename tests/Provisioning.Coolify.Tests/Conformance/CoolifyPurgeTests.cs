using Provisioning.Testing.Conformance;

namespace Provisioning.Coolify.Tests.Conformance;

public abstract class CoolifyPurgeTests(CoolifyConformanceFixture fixture) : PurgeConformanceTests(fixture);
