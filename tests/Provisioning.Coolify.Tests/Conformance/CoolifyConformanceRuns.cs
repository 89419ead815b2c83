using Provisioning.Testing.Conformance;

namespace Provisioning.Coolify.Tests.Conformance;

public sealed class Coolify40LifecycleTests(Coolify40Fixture fixture) : CoolifyLifecycleTests(fixture), IClassFixture<Coolify40Fixture>;

public sealed class Coolify41LifecycleTests(Coolify41Fixture fixture) : CoolifyLifecycleTests(fixture), IClassFixture<Coolify41Fixture>;

public sealed class Coolify42LifecycleTests(Coolify42Fixture fixture) : CoolifyLifecycleTests(fixture), IClassFixture<Coolify42Fixture>;

public sealed class Coolify43LifecycleTests(Coolify43Fixture fixture) : CoolifyLifecycleTests(fixture), IClassFixture<Coolify43Fixture>;

public sealed class Coolify43InlineLifecycleTests(Coolify43InlineFixture fixture) : CoolifyLifecycleTests(fixture), IClassFixture<Coolify43InlineFixture>;

public sealed class Coolify40ProvisionTests(Coolify40Fixture fixture) : CoolifyProvisionTests(fixture), IClassFixture<Coolify40Fixture>;

public sealed class Coolify41ProvisionTests(Coolify41Fixture fixture) : CoolifyProvisionTests(fixture), IClassFixture<Coolify41Fixture>;

public sealed class Coolify42ProvisionTests(Coolify42Fixture fixture) : CoolifyProvisionTests(fixture), IClassFixture<Coolify42Fixture>;

public sealed class Coolify43ProvisionTests(Coolify43Fixture fixture) : CoolifyProvisionTests(fixture), IClassFixture<Coolify43Fixture>;

public sealed class Coolify43InlineProvisionTests(Coolify43InlineFixture fixture) : CoolifyProvisionTests(fixture), IClassFixture<Coolify43InlineFixture>;

public sealed class Coolify40ErrorTests(Coolify40Fixture fixture) : CoolifyErrorTests(fixture), IClassFixture<Coolify40Fixture>;

public sealed class Coolify41ErrorTests(Coolify41Fixture fixture) : CoolifyErrorTests(fixture), IClassFixture<Coolify41Fixture>;

public sealed class Coolify42ErrorTests(Coolify42Fixture fixture) : CoolifyErrorTests(fixture), IClassFixture<Coolify42Fixture>;

public sealed class Coolify43ErrorTests(Coolify43Fixture fixture) : CoolifyErrorTests(fixture), IClassFixture<Coolify43Fixture>;

public sealed class Coolify43InlineErrorTests(Coolify43InlineFixture fixture) : CoolifyErrorTests(fixture), IClassFixture<Coolify43InlineFixture>;

public sealed class Coolify40ConcurrencyTests(Coolify40Fixture fixture) : CoolifyConcurrencyTests(fixture), IClassFixture<Coolify40Fixture>;

public sealed class Coolify41ConcurrencyTests(Coolify41Fixture fixture) : CoolifyConcurrencyTests(fixture), IClassFixture<Coolify41Fixture>;

public sealed class Coolify42ConcurrencyTests(Coolify42Fixture fixture) : CoolifyConcurrencyTests(fixture), IClassFixture<Coolify42Fixture>;

public sealed class Coolify43ConcurrencyTests(Coolify43Fixture fixture) : CoolifyConcurrencyTests(fixture), IClassFixture<Coolify43Fixture>;

public sealed class Coolify43InlineConcurrencyTests(Coolify43InlineFixture fixture) : CoolifyConcurrencyTests(fixture), IClassFixture<Coolify43InlineFixture>;

public sealed class Coolify40ListTests(Coolify40Fixture fixture) : CoolifyListTests(fixture), IClassFixture<Coolify40Fixture>;

public sealed class Coolify41ListTests(Coolify41Fixture fixture) : CoolifyListTests(fixture), IClassFixture<Coolify41Fixture>;

public sealed class Coolify42ListTests(Coolify42Fixture fixture) : CoolifyListTests(fixture), IClassFixture<Coolify42Fixture>;

public sealed class Coolify43ListTests(Coolify43Fixture fixture) : CoolifyListTests(fixture), IClassFixture<Coolify43Fixture>;

public sealed class Coolify43InlineListTests(Coolify43InlineFixture fixture) : CoolifyListTests(fixture), IClassFixture<Coolify43InlineFixture>;

public sealed class Coolify40LogsTests(Coolify40Fixture fixture) : CoolifyLogsTests(fixture), IClassFixture<Coolify40Fixture>;

public sealed class Coolify41LogsTests(Coolify41Fixture fixture) : CoolifyLogsTests(fixture), IClassFixture<Coolify41Fixture>;

public sealed class Coolify42LogsTests(Coolify42Fixture fixture) : CoolifyLogsTests(fixture), IClassFixture<Coolify42Fixture>;

public sealed class Coolify43LogsTests(Coolify43Fixture fixture) : CoolifyLogsTests(fixture), IClassFixture<Coolify43Fixture>;

public sealed class Coolify43InlineLogsTests(Coolify43InlineFixture fixture) : CoolifyLogsTests(fixture), IClassFixture<Coolify43InlineFixture>;

public sealed class Coolify40PurgeTests(Coolify40Fixture fixture) : CoolifyPurgeTests(fixture), IClassFixture<Coolify40Fixture>;

public sealed class Coolify41PurgeTests(Coolify41Fixture fixture) : CoolifyPurgeTests(fixture), IClassFixture<Coolify41Fixture>;

public sealed class Coolify42PurgeTests(Coolify42Fixture fixture) : CoolifyPurgeTests(fixture), IClassFixture<Coolify42Fixture>;

public sealed class Coolify43PurgeTests(Coolify43Fixture fixture) : CoolifyPurgeTests(fixture), IClassFixture<Coolify43Fixture>;

public sealed class Coolify43InlinePurgeTests(Coolify43InlineFixture fixture) : CoolifyPurgeTests(fixture), IClassFixture<Coolify43InlineFixture>;

public sealed class CoolifySuiteTests : ConformanceSuiteTests;
