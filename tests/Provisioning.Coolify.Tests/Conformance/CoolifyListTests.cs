using Provisioning.Testing.Conformance;

namespace Provisioning.Coolify.Tests.Conformance;

public abstract class CoolifyListTests(CoolifyConformanceFixture fixture) : ListConformanceTests(fixture);
