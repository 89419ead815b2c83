using System.Buffers;
using System.Text;
using Provisioning.Compose.Loading;

namespace Provisioning.Compose.Yaml;

/// <summary>Turns the bytes of a YAML file into text as libyaml does.</summary>
internal static class YamlText
{
    private static readonly SearchValues<char> Forbidden = SearchValues.Create(
        [.. Enumerable.Range(0, 0x10000).Select(static code => (char)code).Where(static c => c is not ((>= ' ' and <= '~') or '\t' or '\n' or '\r' or '\u0085' or (>= '\u00A0' and <= '\uFFFD')))]);

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private static readonly UnicodeEncoding LittleEndian = new(bigEndian: false, byteOrderMark: false, throwOnInvalidBytes: true);
    private static readonly UnicodeEncoding BigEndian = new(bigEndian: true, byteOrderMark: false, throwOnInvalidBytes: true);

    public static string Decode(ReadOnlySpan<byte> bytes, SourceFile file, Problems problems)
    {
        string text;
        try
        {
            text = bytes switch
            {
                [0xEF, 0xBB, 0xBF, ..] => Utf8.GetString(bytes[3..]),
                [0xFF, 0xFE, ..] => LittleEndian.GetString(bytes[2..]),
                [0xFE, 0xFF, ..] => BigEndian.GetString(bytes[2..]),
                _ => Utf8.GetString(bytes),
            };
        }
        catch (ArgumentException)
        {
            throw problems.FailFile("invalid_encoding", "The file is not valid UTF-8. Save it as UTF-8.", file.Name);
        }

        int bad = text.AsSpan().IndexOfAny(Forbidden);
        if (bad >= 0)
        {
            int line = text.AsSpan(0, bad).Count('\n') + 1;
            throw problems.FailFile(
                "control_character",
                FormattableString.Invariant($"The file holds the character U+{(int)text[bad]:X4}, which YAML does not allow. Remove it, or write it as an escape in double quotes."),
                file.Name,
                line,
                bad - (bad == 0 ? -1 : text.LastIndexOf('\n', bad - 1)));
        }

        return text;
    }
}
