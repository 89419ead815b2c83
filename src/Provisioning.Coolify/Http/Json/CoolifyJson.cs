using System.Text.Json.Serialization;

namespace Provisioning.Coolify;

/// <summary>How answers are read: what is missing, null or of an unexpected kind does no harm, and what is not known is passed over.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    GenerationMode = JsonSourceGenerationMode.Metadata,
    Converters =
    [
        typeof(TolerantStringConverter),
        typeof(TolerantSecretConverter),
        typeof(TolerantBooleanConverter),
        typeof(TolerantNullableBooleanConverter),
        typeof(TolerantNumberConverter),
        typeof(TolerantTimeConverter),
        typeof(TolerantListConverter<string>),
        typeof(TolerantListConverter<CoolifyServer>),
        typeof(TolerantListConverter<CoolifyServerResource>),
        typeof(TolerantListConverter<CoolifyServerDomains>),
        typeof(TolerantListConverter<CoolifyDestination>),
        typeof(TolerantListConverter<CoolifyProject>),
        typeof(TolerantListConverter<CoolifyEnvironment>),
        typeof(TolerantListConverter<CoolifyService>),
        typeof(TolerantListConverter<CoolifyContainer>),
        typeof(TolerantListConverter<CoolifyEnvironmentVariable>),
        typeof(TolerantListConverter<CoolifyVolume>),
        typeof(TolerantListConverter<CoolifyDomainConflict>),
    ])]
[JsonSerializable(typeof(CoolifyTeam))]
[JsonSerializable(typeof(CoolifyServerSettings))]
[JsonSerializable(typeof(IReadOnlyList<CoolifyServer>))]
[JsonSerializable(typeof(IReadOnlyList<CoolifyServerResource>))]
[JsonSerializable(typeof(IReadOnlyList<CoolifyServerDomains>))]
[JsonSerializable(typeof(IReadOnlyList<CoolifyDestination>))]
[JsonSerializable(typeof(IReadOnlyList<CoolifyProject>))]
[JsonSerializable(typeof(IReadOnlyList<CoolifyEnvironment>))]
[JsonSerializable(typeof(IReadOnlyList<CoolifyService>))]
[JsonSerializable(typeof(IReadOnlyList<CoolifyContainer>))]
[JsonSerializable(typeof(IReadOnlyList<CoolifyEnvironmentVariable>))]
[JsonSerializable(typeof(IReadOnlyList<CoolifyVolume>))]
[JsonSerializable(typeof(IReadOnlyList<CoolifyDomainConflict>))]
[JsonSerializable(typeof(CoolifyServer))]
[JsonSerializable(typeof(CoolifyServerResource))]
[JsonSerializable(typeof(CoolifyServerDomains))]
[JsonSerializable(typeof(CoolifyDestination))]
[JsonSerializable(typeof(CoolifyProject))]
[JsonSerializable(typeof(CoolifyEnvironment))]
[JsonSerializable(typeof(CoolifyService))]
[JsonSerializable(typeof(CoolifyContainer))]
[JsonSerializable(typeof(CoolifyEnvironmentVariable))]
[JsonSerializable(typeof(CoolifyVolume))]
[JsonSerializable(typeof(CoolifyDomainConflict))]
[JsonSerializable(typeof(CoolifyServiceReference))]
[JsonSerializable(typeof(CoolifyServiceStorages))]
[JsonSerializable(typeof(CoolifyLogs))]
internal sealed partial class CoolifyJson : JsonSerializerContext;
