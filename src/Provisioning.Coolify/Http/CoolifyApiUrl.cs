namespace Provisioning.Coolify;

/// <summary>The base address of the API from what an operator writes: with or without <c>/api/v1</c>, under any path.</summary>
internal static class CoolifyApiUrl
{
    private const string Suffix = "api/v1/";

    /// <summary>Returns the address that paths are resolved against; it ends with <c>/api/v1/</c>.</summary>
    public static Uri Normalize(Uri url)
    {
        string path = url.AbsolutePath.TrimEnd('/') + "/";
        if (path.EndsWith("/api/", StringComparison.OrdinalIgnoreCase))
        {
            path = path[..^"api/".Length];
        }

        return new UriBuilder(url.Scheme, url.Host, url.Port, path.EndsWith("/" + Suffix, StringComparison.OrdinalIgnoreCase) ? path : path + Suffix).Uri;
    }

    /// <summary>Returns the address for messages: what Coolify's users open, without <c>api/v1</c>.</summary>
    public static string ForPeople(Uri apiUrl)
    {
        string text = apiUrl.AbsoluteUri;
        return text.EndsWith("/" + Suffix, StringComparison.OrdinalIgnoreCase) ? text[..^(Suffix.Length + 1)] : text;
    }

    /// <summary>Returns what is wrong with an address, or <see langword="null"/>.</summary>
    public static string? Problem(Uri url)
    {
        // The text itself is not repeated: somebody may have put a password into it.
        if (!url.IsAbsoluteUri || (url.Scheme != Uri.UriSchemeHttp && url.Scheme != Uri.UriSchemeHttps) || url.Host.Length == 0)
        {
            return "is no absolute http or https address";
        }

        return url.UserInfo.Length > 0 ? "contains a user or password"
            : url.Query.Length > 0 || url.Fragment.Length > 0 ? "contains a '?' or '#'"
            : null;
    }
}
