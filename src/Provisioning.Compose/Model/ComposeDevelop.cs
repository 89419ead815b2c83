using System.Text.Json;

namespace Provisioning.Compose;

/// <summary>The development section. No backend carries it out; it is kept as written.</summary>
public sealed class ComposeDevelop
{
    /// <summary>Gets the section in canonical form.</summary>
    public JsonElement Value { get; init; }
}
