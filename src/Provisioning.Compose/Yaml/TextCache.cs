namespace Provisioning.Compose.Yaml;

/// <summary>Gives one string for short texts that come again and again, as keys do: the others are garbage at once, and what is kept takes less.</summary>
internal sealed class TextCache
{
    private const int LongestText = 24;
    private const int Slots = 256;

    private readonly string?[] _texts = new string?[Slots];

    public string Get(string text)
    {
        if (text.Length is 0 or > LongestText)
        {
            return text;
        }

        ref string? slot = ref _texts[(text[0] + (text[^1] * 31) + (text[text.Length / 2] * 7) + (text.Length * 101)) & (Slots - 1)];
        if (slot is not null && string.Equals(slot, text, StringComparison.Ordinal))
        {
            return slot;
        }

        slot = text;
        return text;
    }
}
