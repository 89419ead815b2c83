using System.Globalization;

namespace Provisioning.Compose;

/// <summary>Checks the domain of a request: it becomes part of addresses and of the template's values.</summary>
internal static class RequestDomain
{
    private const int MaxLength = 253;
    private const int MaxLabelLength = 63;

    /// <summary>Returns what is wrong with a domain: a name by RFC 1123, at most 253 characters, labels of 1 to 63 letters, digits and inner hyphens.</summary>
    public static IEnumerable<TemplateProblem> Check(string? domain)
    {
        if (domain is not null && Problem(domain) is { } problem)
        {
            yield return new TemplateProblem { Code = "domain_invalid", Message = $"{problem} Give a DNS name, for instance acme.example.com, without scheme, port and path." };
        }
    }

    private static string? Problem(string domain)
    {
        if (domain.Length is 0 or > MaxLength)
        {
            return string.Create(CultureInfo.InvariantCulture, $"The domain has {domain.Length} characters; 1 to {MaxLength} are allowed.");
        }

        int bad = domain.AsSpan().IndexOfAnyExcept(Allowed);
        if (bad >= 0)
        {
            return string.Create(CultureInfo.InvariantCulture, $"The domain holds the character U+{(int)domain[bad]:X4} at position {bad + 1}, which no DNS name does.");
        }

        string? label = domain.Split('.').FirstOrDefault(label => label.Length is 0 or > MaxLabelLength || label[0] == '-' || label[^1] == '-');
        return label is null ? null : $"The part '{label}' of the domain '{domain}' is empty, longer than {MaxLabelLength.ToString(CultureInfo.InvariantCulture)} characters, or begins or ends with '-'.";
    }

    private static readonly System.Buffers.SearchValues<char> Allowed =
        System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.");
}
