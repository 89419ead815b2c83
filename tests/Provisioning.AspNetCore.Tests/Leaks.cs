using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Provisioning.AspNetCore.Tests;

/// <summary>Looks for the canary in every form in which a text can come out.</summary>
internal static class Leaks
{
    private static readonly string[] Forms =
    [
        ApiHost.Canary,
        "canary-4f9c1e7b",
        Convert.ToBase64String(Encoding.UTF8.GetBytes(ApiHost.Canary)),
        Uri.EscapeDataString(ApiHost.Canary),
        JsonEncodedText.Encode(ApiHost.Canary).ToString(),
        JsonEncodedText.Encode(ApiHost.Canary, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).ToString(),
        HtmlEncoder.Default.Encode(ApiHost.Canary),
    ];

    public static void AssertNone(params string[] texts)
    {
        foreach (string text in texts)
        {
            foreach (string form in Forms)
            {
                Assert.DoesNotContain(form, text, StringComparison.OrdinalIgnoreCase);
            }
        }
    }
}
