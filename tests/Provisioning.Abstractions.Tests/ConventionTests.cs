using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Provisioning.Compose;
using Provisioning.Testing;
using Provisioning.Testing.Conformance;

namespace Provisioning.Tests;

// What holds for everything that ships.
public sealed class ConventionTests
{
    private static readonly Dictionary<string, (int First, int Last)> EventIds = new(StringComparer.Ordinal)
    {
        ["Provisioning.Abstractions"] = (1000, 1999),
        ["Provisioning.Local"] = (2000, 2999),
        ["Provisioning.Coolify"] = (3000, 3999),
        ["Provisioning.Projects"] = (5000, 5999),
        ["Provisioning.AspNetCore"] = (6000, 6999),
    };

    private static readonly Assembly[] Assemblies =
    [
        typeof(IProvisioningProvider).Assembly,
        typeof(ComposeProject).Assembly,
        Assembly.Load("Provisioning.Local"),
        Assembly.Load("Provisioning.Coolify"),
        Assembly.Load("Provisioning.Projects"),
        Assembly.Load("Provisioning.Projects.EntityFrameworkCore"),
        Assembly.Load("Provisioning.Projects.Sqlite"),
        Assembly.Load("Provisioning.AspNetCore"),
        typeof(InMemoryProvisioningProvider).Assembly,
    ];

    // Where hosts look for what they call on services, routes and models.
    private static readonly string[] RegistrationNamespaces = ["Microsoft.Extensions.DependencyInjection", "Microsoft.AspNetCore.Builder", "Microsoft.EntityFrameworkCore"];

    public static TheoryData<string> Names => [.. Assemblies.Select(assembly => assembly.GetName().Name!)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Public_classes_are_made_to_be_derived_from_or_sealed(string assembly) => AssertNone(
        Exported(assembly).Where(type => type is { IsClass: true, IsSealed: false, IsAbstract: false } && !type.IsSubclassOf(typeof(Exception))));

    // What the compiler writes for a record shows every member, secrets too.
    [Theory]
    [MemberData(nameof(Names))]
    public void There_are_no_public_records_but_those_that_say_what_they_show(string assembly) => AssertNone(
        Exported(assembly).Where(type => (type.GetMethod("<Clone>$") is not null || type.GetMethod("PrintMembers", BindingFlags.Instance | BindingFlags.NonPublic) is not null)
            && type.GetMethod(nameof(ToString), [])!.IsDefined(typeof(CompilerGeneratedAttribute))));

    [Theory]
    [MemberData(nameof(Names))]
    public void Namespaces_are_the_products_or_that_of_registration(string assembly) => AssertNone(
        Exported(assembly).Where(type => !RegistrationNamespaces.Contains(type.Namespace!) && type.Namespace != "Provisioning"
            && type.Namespace?.StartsWith("Provisioning.", StringComparison.Ordinal) != true));

    [Theory]
    [MemberData(nameof(Names))]
    public void What_is_in_the_namespace_of_registration_only_registers(string assembly) => AssertNone(
        Exported(assembly).Where(type => RegistrationNamespaces.Contains(type.Namespace!) && !type.IsInterface && !(type.IsAbstract && type.IsSealed && type.Name.EndsWith("Extensions", StringComparison.Ordinal))));

    [Theory]
    [MemberData(nameof(Names))]
    public void Asynchronous_methods_end_with_a_token(string assembly) => AssertNone(
        Exported(assembly)
            .Where(type => !type.IsSubclassOf(typeof(Delegate)) && !IsConformanceSuite(type))
            .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly))
            .Where(method => !method.IsSpecialName && IsAsynchronous(method.ReturnType)
                && !(method.Name is "DisposeAsync" or "InitializeAsync" && method.GetParameters().Length == 0)
                && method.GetParameters().LastOrDefault()?.ParameterType != typeof(CancellationToken))
            .Select(method => $"{method.DeclaringType!.Name}.{method.Name}"));

    [Theory]
    [MemberData(nameof(Names))]
    public void Asynchronous_methods_say_so_in_their_names(string assembly) => AssertNone(
        Exported(assembly)
            .Where(type => !type.IsSubclassOf(typeof(Delegate)) && !IsConformanceSuite(type))
            .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly))
            .Where(method => !method.IsSpecialName && IsAsynchronous(method.ReturnType) && !method.Name.EndsWith("Async", StringComparison.Ordinal))
            .Select(method => $"{method.DeclaringType!.Name}.{method.Name}"));

    [Theory]
    [MemberData(nameof(Names))]
    public void Exceptions_are_of_the_one_family_and_have_the_usual_constructors(string assembly) => AssertNone(
        Exported(assembly).Where(type => type.IsSubclassOf(typeof(Exception))
            && (!typeof(ProvisioningException).IsAssignableFrom(type)
                || type.GetConstructor([]) is null
                || type.GetConstructor([typeof(string)]) is null
                || type.GetConstructor([typeof(string), typeof(Exception)]) is null)));

    [Theory]
    [MemberData(nameof(Names))]
    public void No_public_field_can_be_written(string assembly) => AssertNone(
        Exported(assembly).Where(type => !type.IsEnum)
            .SelectMany(type => type.GetFields(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly))
            .Where(field => field is { IsInitOnly: false, IsLiteral: false })
            .Select(field => $"{field.DeclaringType!.Name}.{field.Name}"));

    [Fact]
    public void Event_ids_are_unique_named_and_in_the_range_of_their_package()
    {
        (string Assembly, int Id, string? Name)[] events =
        [
            .. Assemblies.SelectMany(assembly => assembly.GetTypes()
                .SelectMany(type => type.GetMethods(BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
                .Select(method => method.GetCustomAttribute<LoggerMessageAttribute>())
                .OfType<LoggerMessageAttribute>()
                .Select(message => (assembly.GetName().Name!, message.EventId, message.EventName))),
        ];
        Assert.NotEmpty(events);
        Assert.All(events, item => Assert.InRange(item.Id, EventIds[item.Assembly].First, EventIds[item.Assembly].Last));
        Assert.All(events, item => Assert.False(string.IsNullOrEmpty(item.Name), $"Event {item.Id} has no name."));
        Assert.Equal(events.Length, events.Select(item => item.Id).Distinct().Count());
        Assert.Equal(events.Length, events.Select(item => item.Name).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void The_abstractions_depend_on_abstractions_only()
    {
        string[] references = [.. typeof(IProvisioningProvider).Assembly.GetReferencedAssemblies().Select(reference => reference.Name!).Where(name => !name.StartsWith("System", StringComparison.Ordinal))];
        Assert.NotEmpty(references);
        Assert.All(references, name => Assert.True(
            name.StartsWith("Microsoft.Extensions.", StringComparison.Ordinal) && (name.EndsWith(".Abstractions", StringComparison.Ordinal) || name.Contains("Options", StringComparison.Ordinal) || name == "Microsoft.Extensions.Primitives"),
            name));
    }

    private static IEnumerable<Type> Exported(string assembly) =>
        Assemblies.Single(item => item.GetName().Name == assembly).GetExportedTypes().Where(type => !type.IsDefined(typeof(CompilerGeneratedAttribute)));

    private static bool IsConformanceSuite(Type type) => typeof(ProviderConformanceTests).IsAssignableFrom(type) || typeof(ProjectStoreConformanceTests).IsAssignableFrom(type);

    private static bool IsAsynchronous(Type type)
    {
        Type open = type.IsGenericType ? type.GetGenericTypeDefinition() : type;
        return typeof(Task).IsAssignableFrom(type) || open == typeof(ValueTask) || open == typeof(ValueTask<>) || open == typeof(IAsyncEnumerable<>);
    }

    private static void AssertNone(IEnumerable<object> items) => Assert.Empty(items.Select(item => item.ToString()));
}
