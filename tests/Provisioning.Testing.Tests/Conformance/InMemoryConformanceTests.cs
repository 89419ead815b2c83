using Provisioning.Testing.Conformance;

namespace Provisioning.Testing.Tests;

public sealed class InMemoryLifecycleTests(InMemoryConformanceFixture fixture) : LifecycleConformanceTests(fixture), IClassFixture<InMemoryConformanceFixture>;
