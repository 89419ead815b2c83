namespace Provisioning.Compose.Yaml;

/// <summary>What a node of a Compose file is, after scalars were resolved.</summary>
internal enum NodeKind : byte
{
    Null,
    Boolean,
    Integer,
    Float,
    Timestamp,
    String,
    Sequence,
    Mapping,
}
