using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Provisioning.Local;

/// <summary>Puts <c>***</c> in the place of a project's secrets in text that came from outside: log lines, the engine's words. Secrets are also known as others write them: encoded, quoted, in pieces.</summary>
internal sealed class SecretMasker
{
    // Shorter values would tear ordinary words apart, and are no secrets.
    private const int ShortestMasked = 4;

    private const string Ellipsis = "...";

    private readonly string[] _forms;

    public SecretMasker(IEnumerable<string> secrets)
    {
        var forms = new HashSet<string>(StringComparer.Ordinal);
        foreach (string secret in secrets)
        {
            // A log has lines; a secret of several lines shows up in pieces.
            foreach (string part in secret.Split('\n', StringSplitOptions.TrimEntries).Append(secret).Where(part => part.Length >= ShortestMasked))
            {
                forms.UnionWith(Forms(part));
            }
        }

        _forms = [.. forms.Where(form => form.Length >= ShortestMasked).OrderByDescending(form => form.Length)];
    }

    public string Mask(string text)
    {
        foreach (string form in _forms)
        {
            text = text.Replace(form, Secret.Mask, StringComparison.Ordinal);
        }

        return text.EndsWith(Ellipsis, StringComparison.Ordinal) ? MaskCut(text) : text;
    }

    /// <summary>Returns whether a text holds a secret.</summary>
    public bool Finds(string text) => !ReferenceEquals(text, Mask(text)) && text != Mask(text);

    // What was cut before it came here may end in the first half of a secret.
    private string MaskCut(string text)
    {
        ReadOnlySpan<char> rest = text.AsSpan(0, text.Length - Ellipsis.Length);
        int longest = 0;
        foreach (string form in _forms)
        {
            for (int length = Math.Min(form.Length - 1, rest.Length); length >= ShortestMasked && length > longest; length--)
            {
                if (rest.EndsWith(form.AsSpan(0, length), StringComparison.Ordinal))
                {
                    longest = length;
                }
            }
        }

        return longest == 0 ? text : string.Concat(rest[..^longest], Secret.Mask, Ellipsis);
    }

    private static IEnumerable<string> Forms(string secret)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(secret);
        string base64 = Convert.ToBase64String(bytes);
        string percent = Uri.EscapeDataString(secret);
        yield return secret;

        // The engine's words are shown in one line.
        yield return string.Join(' ', secret.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        yield return percent;
        yield return LowerEscapes(percent);
        yield return percent.Replace("%20", "+", StringComparison.Ordinal);
        yield return WebUtility.UrlEncode(secret);
        yield return WebUtility.HtmlEncode(secret);
        yield return JsonEncodedText.Encode(secret).ToString();
        yield return JsonEncodedText.Encode(secret, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).ToString();
        yield return secret.Replace("'", "'\\''", StringComparison.Ordinal);
        yield return secret.Replace("'", "''", StringComparison.Ordinal);
        yield return secret.Replace("$", "$$", StringComparison.Ordinal);
        yield return base64;
        yield return base64.TrimEnd('=');
        yield return base64.TrimEnd('=').Replace('+', '-').Replace('/', '_');
        yield return Convert.ToHexString(bytes);
        yield return Convert.ToHexStringLower(bytes);
    }

    private static string LowerEscapes(string percent)
    {
        var text = new StringBuilder(percent);
        for (int i = 0; i + 2 < text.Length; i++)
        {
            if (text[i] == '%')
            {
                text[i + 1] = char.ToLower(text[i + 1], CultureInfo.InvariantCulture);
                text[i + 2] = char.ToLower(text[i + 2], CultureInfo.InvariantCulture);
            }
        }

        return text.ToString();
    }
}
