using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Provisioning.Coolify;

/// <summary>Puts <c>***</c> in the place of what a request sent, where Coolify's words repeat it.</summary>
internal sealed class CoolifySecretMasker
{
    // Shorter values would tear ordinary words apart.
    private const int ShortestMasked = 4;

    private readonly string[] _forms;

    public CoolifySecretMasker(IEnumerable<Secret> secrets)
    {
        var forms = new HashSet<string>(StringComparer.Ordinal);
        foreach (string secret in secrets.Select(secret => secret.Reveal()))
        {
            foreach (string part in secret.Split('\n', StringSplitOptions.TrimEntries).Append(secret).Append(secret.Trim()).Where(part => part.Length >= ShortestMasked))
            {
                forms.Add(part);
                forms.Add(part.Replace("$", "$$", StringComparison.Ordinal)); // as it stands in a Compose text
                forms.Add(Uri.EscapeDataString(part));
                forms.Add(WebUtility.HtmlEncode(part));
                forms.Add(JsonEncodedText.Encode(part).ToString());
                forms.Add(JsonEncodedText.Encode(part, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).ToString());
                forms.Add(Convert.ToBase64String(Encoding.UTF8.GetBytes(part)));
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
