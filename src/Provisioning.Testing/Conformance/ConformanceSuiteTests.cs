using System.Reflection;
using Xunit;

namespace Provisioning.Testing.Conformance;

/// <summary>
/// Derive from it once in a provider's tests: it fails when a class of the suite has no sealed, public subclass there. A suite class that nobody derives from would
/// otherwise simply not run.
/// </summary>
public abstract class ConformanceSuiteTests
{
    /// <summary>Gets the assembly with the provider's tests. The default is the one of the derived class.</summary>
    protected virtual Assembly TestAssembly => GetType().Assembly;

    /// <summary>Every class of the suite is run.</summary>
    [Fact]
    public virtual void Every_class_of_the_suite_is_derived_from()
    {
        IReadOnlyList<string> missing = FindMissing(TestAssembly);
        Assert.True(missing.Count == 0, $"{TestAssembly.GetName().Name} has no subclass of: {string.Join(", ", missing)}.");
    }

    /// <summary>Names the suite's classes that an assembly does not derive from.</summary>
    /// <param name="testAssembly">The assembly with a provider's tests.</param>
    /// <returns>The names; empty when the suite is complete.</returns>
    public static IReadOnlyList<string> FindMissing(Assembly testAssembly)
    {
        ArgumentNullException.ThrowIfNull(testAssembly);
        Type[] tests = [.. testAssembly.GetTypes().Where(type => type is { IsClass: true, IsAbstract: false, IsVisible: true })];
        return
        [
            .. typeof(ProviderConformanceTests).Assembly.GetExportedTypes()
                .Where(type => type.IsAbstract && type.IsSubclassOf(typeof(ProviderConformanceTests)) && !Array.Exists(tests, test => test.IsSubclassOf(type)))
                .Select(type => type.Name)
                .Order(StringComparer.Ordinal),
        ];
    }
}
