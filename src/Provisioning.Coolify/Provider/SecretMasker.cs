namespace Provisioning.Coolify;

/// <summary>Puts <c>***</c> in the place of a project's secrets in text that came from outside.</summary>
internal sealed class SecretMasker
{
    // Shorter values would tear ordinary words apart, and are no secrets.
    private const int ShortestMasked = 4;

    private readonly string[] _forms;

    public SecretMasker(IEnumerable<Secret> secrets)
    {
        var forms = new HashSet<string>(StringComparer.Ordinal);
        foreach (string secret in secrets.Select(static secret => secret.Reveal()))
        {
            // A log has lines; a secret of several lines shows up in pieces.
            foreach (string part in secret.Split('\n', StringSplitOptions.TrimEntries).Append(secret).Where(static part => part.Length >= ShortestMasked))
            {
                forms.Add(part);
                forms.Add(Uri.EscapeDataString(part));
                forms.Add(System.Text.Json.JsonEncodedText.Encode(part).ToString());
                forms.Add(Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(part)));
            }
        }

        _forms = [.. forms.OrderByDescending(static form => form.Length)];
    }

    public static SecretMasker None { get; } = new([]);

    public string Mask(string text)
    {
        foreach (string form in _forms)
        {
            text = text.Replace(form, Secret.Mask, StringComparison.Ordinal);
        }

        return text;
    }
}
