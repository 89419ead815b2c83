namespace Provisioning.Local;

/// <summary>Puts <c>***</c> in the place of a project's secrets in text that came from outside: log lines, the engine's words.</summary>
internal sealed class SecretMasker
{
    // Shorter values would tear ordinary words apart, and are no secrets.
    private const int ShortestMasked = 4;

    private readonly string[] _forms;

    public SecretMasker(IEnumerable<string> secrets)
    {
        var forms = new HashSet<string>(StringComparer.Ordinal);
        foreach (string secret in secrets)
        {
            // A log has lines; a secret of several lines shows up in pieces.
            foreach (string part in secret.Split('\n', StringSplitOptions.TrimEntries).Append(secret).Where(part => part.Length >= ShortestMasked))
            {
                forms.Add(part);
                forms.Add(Uri.EscapeDataString(part));
                forms.Add(System.Text.Json.JsonEncodedText.Encode(part).ToString());
                forms.Add(System.Text.Json.JsonEncodedText.Encode(part, System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping).ToString());
                forms.Add(Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(part)));
            }
        }

        _forms = [.. forms.OrderByDescending(form => form.Length)];
    }

    public string Mask(string text)
    {
        foreach (string form in _forms)
        {
            text = text.Replace(form, Secret.Mask, StringComparison.Ordinal);
        }

        return text;
    }
}
