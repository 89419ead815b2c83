using Provisioning.Testing.Coolify;

namespace Provisioning.Coolify.Tests.Conformance;

public sealed class Coolify40Fixture() : CoolifyConformanceFixture(FakeCoolifyVersion.V40, CoolifySecretPlacement.Variables);

public sealed class Coolify41Fixture() : CoolifyConformanceFixture(FakeCoolifyVersion.V41, CoolifySecretPlacement.Variables);

public sealed class Coolify42Fixture() : CoolifyConformanceFixture(FakeCoolifyVersion.V42, CoolifySecretPlacement.Variables);

public sealed class Coolify43Fixture() : CoolifyConformanceFixture(FakeCoolifyVersion.V43, CoolifySecretPlacement.Variables);

public sealed class Coolify43InlineFixture() : CoolifyConformanceFixture(FakeCoolifyVersion.V43, CoolifySecretPlacement.Inline);
