namespace Provisioning.Compose.Yaml;

/// <summary>What a node of a YAML document is.</summary>
internal enum RawKind : byte
{
    Scalar,
    Sequence,
    Mapping,
    Alias,
}
