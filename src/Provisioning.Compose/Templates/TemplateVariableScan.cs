using System.Text;

namespace Provisioning.Compose;

/// <summary>Finds the names that a template's text mentions as variables. It finds too many rather than too few: it tells slips of the pen from values that are meant.</summary>
internal static class TemplateVariableScan
{
    public static HashSet<string> Names(IEnumerable<TemplateFile> files)
    {
        HashSet<string> names = new(StringComparer.Ordinal);
        foreach (TemplateFile file in files)
        {
            Add(Encoding.UTF8.GetString(file.Content.Span), names);
        }

        return names;
    }

    private static void Add(ReadOnlySpan<char> text, HashSet<string> names)
    {
        for (int i = text.IndexOf('$'); i >= 0 && i + 1 < text.Length;)
        {
            int start = i + 1;
            if (text[start] == '$')
            {
                start++;
            }
            else
            {
                if (text[start] == '{')
                {
                    start++;
                }

                int end = start;
                while (end < text.Length && (text[end] == '_' || char.IsAsciiLetterOrDigit(text[end])))
                {
                    end++;
                }

                if (end > start && !char.IsAsciiDigit(text[start]))
                {
                    names.Add(text[start..end].ToString());
                }

                start = end;
            }

            int next = start < text.Length ? text[start..].IndexOf('$') : -1;
            i = next < 0 ? -1 : start + next;
        }
    }
}
