using Provisioning.Testing.Conformance;

namespace Provisioning.Coolify.Tests.Conformance;

public abstract class CoolifyConcurrencyTests(CoolifyConformanceFixture fixture) : ConcurrencyConformanceTests(fixture);
