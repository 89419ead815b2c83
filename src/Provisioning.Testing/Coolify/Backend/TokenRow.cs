namespace Provisioning.Testing.Coolify.Backend;

internal sealed class TokenRow(string text, IReadOnlyList<string> abilities)
{
    public string Text { get; } = text;

    public bool Has(string ability) => abilities.Contains(ability, StringComparer.Ordinal) || abilities.Contains("root", StringComparer.Ordinal) || abilities.Contains("*", StringComparer.Ordinal);
}
