namespace Provisioning.Compose.Schema;

/// <summary>The rules of the keys of a mapping.</summary>
internal sealed class SchemaKeys() : Dictionary<string, SchemaRule>(StringComparer.Ordinal);
