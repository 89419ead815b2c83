using System.Collections.Frozen;
using System.Text.Json;

namespace Provisioning.Compose;

/// <summary>A secret that a template declares under <c>x-provisioning.secrets</c>.</summary>
public sealed class TemplateSecret
{
    /// <summary>Gets the name of the variable that the secret fills.</summary>
    public required string Name { get; init; }

    /// <summary>Gets how a value is made when none is given.</summary>
    public TemplateSecretKind Kind { get; init; }

    /// <summary>Gets the number of characters of a <see cref="TemplateSecretKind.Password"/>.</summary>
    public int Length { get; init; } = SecretGenerator.DefaultPasswordLength;

    /// <summary>Gets the number of random bytes of <see cref="TemplateSecretKind.Hex"/> and <see cref="TemplateSecretKind.Base64"/>.</summary>
    public int Bytes { get; init; } = SecretGenerator.DefaultBytes;

    /// <summary>Gets the name of the secret that signs a <see cref="TemplateSecretKind.Jwt"/>; <see langword="null"/> for the other kinds.</summary>
    public string? KeyName { get; init; }

    /// <summary>Gets the claims of a <see cref="TemplateSecretKind.Jwt"/>, as written: variables in their texts are not filled in yet.</summary>
    public IReadOnlyDictionary<string, JsonElement> Claims { get; init; } = FrozenDictionary<string, JsonElement>.Empty;

    /// <summary>Gets how long a <see cref="TemplateSecretKind.Jwt"/> is valid; <see langword="null"/> for a token that does not expire.</summary>
    public TimeSpan? Expires { get; init; }

    /// <summary>Gets what the secret is for.</summary>
    public string? Description { get; init; }

    /// <summary>Gets where the secret is declared.</summary>
    public ComposeSourceLocation? Location { get; init; }

    /// <summary>Returns the name and the kind.</summary>
    public override string ToString() => $"{Name} ({Kind})";
}
