using System.Text;
using System.Text.Json;

namespace Provisioning.Projects;

/// <summary>
/// Puts <c>***</c> in the place of a project's secrets, in texts that others have made: the last words of a container, the answer of a backend. Finds a secret as it stands, and
/// percent-encoded, JSON-escaped and in Base64. Secrets shorter than four characters are left: they are in every text.
/// </summary>
internal sealed class SecretMask
{
    private const int Shortest = 4;

    private readonly string[] _hidden;

    public SecretMask(IEnumerable<Secret> secrets) => _hidden =
    [
        .. secrets.Select(secret => secret.Reveal())
            .Where(value => value.Length >= Shortest)
            .SelectMany(Forms)
            .Distinct(StringComparer.Ordinal)
            .OrderByDescending(form => form.Length),
    ];

    public static SecretMask None { get; } = new([]);

    public string? Apply(string? text)
    {
        if (text is null)
        {
            return null;
        }

        foreach (string hidden in _hidden)
        {
            text = text.Replace(hidden, Secret.Mask, StringComparison.Ordinal);
        }

        return text;
    }

    public IReadOnlyList<string> Apply(IEnumerable<string> texts) => [.. texts.Select(text => Apply(text)!)];

    public bool IsIn(string text) => Array.Exists(_hidden, hidden => text.Contains(hidden, StringComparison.Ordinal));

    private static IEnumerable<string> Forms(string value)
    {
        yield return value;
        yield return Uri.EscapeDataString(value);
        yield return Uri.EscapeDataString(value).Replace("%20", "+", StringComparison.Ordinal);
        yield return JsonEncodedText.Encode(value).ToString();
        yield return JsonEncodedText.Encode(value, System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping).ToString();
        string base64 = Convert.ToBase64String(Encoding.UTF8.GetBytes(value));
        yield return base64;
        yield return base64.TrimEnd('=');
    }
}
