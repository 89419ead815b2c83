using System.Globalization;

namespace Provisioning.Coolify;

/// <summary>A version of Coolify, read leniently: <c>4.3.11</c>, <c>v4.0.0-beta.474</c>, <c>4.4-rc.1</c>. What cannot be read is taken for the newest.</summary>
public sealed class CoolifyVersion
{
    /// <summary>The oldest version that this library supports.</summary>
    public static CoolifyVersion Minimum { get; } = Parse("4.0.0");

    private readonly Version? _number;
    private readonly string? _preRelease;

    private CoolifyVersion(string text, Version? number, string? preRelease)
    {
        Text = text;
        _number = number;
        _preRelease = preRelease;
    }

    /// <summary>Gets the version as Coolify writes it.</summary>
    public string Text { get; }

    /// <summary>Gets whether this library supports the version: it is <see cref="Minimum"/> or newer.</summary>
    public bool IsSupported => CompareTo(Minimum) >= 0;

    /// <summary>Gets whether the text is a version at all; one that is not counts as newer than all others.</summary>
    public bool IsKnown => _number is not null;

    /// <summary>Reads a version; never fails.</summary>
    /// <param name="text">The text, for instance the answer of <c>GET /version</c>.</param>
    public static CoolifyVersion Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string trimmed = text.Trim();
        ReadOnlySpan<char> rest = trimmed.AsSpan().TrimStart("vV");
        int dash = rest.IndexOfAny('-', '+');
        ReadOnlySpan<char> numbers = dash < 0 ? rest : rest[..dash];
        string? preRelease = dash >= 0 && rest[dash] == '-' ? rest[(dash + 1)..].ToString() : null;
        Span<int> parts = [0, 0, 0];
        int count = 0;
        foreach (Range range in numbers.Split('.'))
        {
            if (count == 3 || !int.TryParse(numbers[range], NumberStyles.None, CultureInfo.InvariantCulture, out parts[count]))
            {
                return new CoolifyVersion(trimmed, number: null, preRelease: null);
            }

            count++;
        }

        return new CoolifyVersion(trimmed, new Version(parts[0], parts[1], parts[2]), preRelease);
    }

    /// <summary>Returns whether this version can do something.</summary>
    /// <param name="feature">What.</param>
    public bool Supports(CoolifyFeature feature) => CompareTo(Since(feature)) >= 0;

    /// <summary>Returns the first version that can do something.</summary>
    /// <param name="feature">What.</param>
    public static CoolifyVersion Since(CoolifyFeature feature) => CoolifyCapabilities.Since(feature);

    /// <summary>Returns <see cref="Text"/>.</summary>
    public override string ToString() => Text;

    internal int CompareTo(CoolifyVersion other)
    {
        if (_number is null || other._number is null)
        {
            return (_number is null).CompareTo(other._number is null);
        }

        int byNumber = _number.CompareTo(other._number);
        return byNumber != 0 ? byNumber : ComparePreReleases(_preRelease, other._preRelease);
    }

    // As SemVer: a release is newer than its pre-releases; identifiers are compared one by one, numbers as numbers.
    private static int ComparePreReleases(string? left, string? right)
    {
        if (left is null || right is null)
        {
            return (left is null).CompareTo(right is null);
        }

        string[] lefts = left.Split('.');
        string[] rights = right.Split('.');
        for (int index = 0; index < Math.Min(lefts.Length, rights.Length); index++)
        {
            bool leftIsNumber = int.TryParse(lefts[index], NumberStyles.None, CultureInfo.InvariantCulture, out int leftNumber);
            bool rightIsNumber = int.TryParse(rights[index], NumberStyles.None, CultureInfo.InvariantCulture, out int rightNumber);
            int order = leftIsNumber && rightIsNumber ? leftNumber.CompareTo(rightNumber)
                : leftIsNumber != rightIsNumber ? rightIsNumber.CompareTo(leftIsNumber)
                : string.CompareOrdinal(lefts[index], rights[index]);
            if (order != 0)
            {
                return order;
            }
        }

        return lefts.Length.CompareTo(rights.Length);
    }
}
