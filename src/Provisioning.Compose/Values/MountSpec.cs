namespace Provisioning.Compose.Values;

/// <summary>The short form of a mount: <c>target</c>, <c>source:target</c> or <c>source:target:options</c>.</summary>
internal sealed class MountSpec
{
    public string Source { get; private set; } = string.Empty;

    public string Target { get; private set; } = string.Empty;

    public bool ReadOnly { get; private set; }

    public bool NoCopy { get; private set; }

    public string? Propagation { get; private set; }

    public string? Selinux { get; private set; }

    public bool IsBind { get; private set; }

    /// <summary>Gets whether options of a volume belong to the long form; a bare target of one or two characters has none.</summary>
    public bool HasVolumeOptions { get; private set; }

    /// <summary>Gets whether a bind option was given, which makes a bind section even for a volume.</summary>
    public bool HasBindOptions => Propagation is not null || Selinux is not null;

    /// <returns>What is wrong, or <see langword="null"/>.</returns>
    public static string? Parse(string spec, out MountSpec mount)
    {
        mount = new MountSpec();
        if (spec.Length == 0)
        {
            return "the mount is empty";
        }

        if (System.Text.Encoding.UTF8.GetByteCount(spec) <= 2)
        {
            mount.Target = spec;
            return null;
        }

        int start = 0;
        int open = 0;
        for (int i = 0; i <= spec.Length; i++)
        {
            char c = i < spec.Length ? spec[i] : '\0';
            if (c == '$' && i + 1 < spec.Length && spec[i + 1] == '{')
            {
                open++;
            }
            else if (c == '}' && open > 0)
            {
                open--;
            }
            else if (open == 0 && (i == spec.Length || c == ':'))
            {
                // One letter and a colon start a Windows path.
                if (i < spec.Length && i - start == 1 && char.IsLetter(spec[start]))
                {
                    continue;
                }

                string? problem = mount.Accept(spec[start..i], isLast: i == spec.Length);
                if (problem is not null)
                {
                    return problem;
                }

                start = i + 1;
            }
        }

        mount.IsBind = IsPath(mount.Source);
        mount.HasVolumeOptions = !mount.IsBind;
        return null;
    }

    private static bool IsPath(string source) =>
        source.Length > 0
        && (source[0] is '.' or '/' or '~'
            || source.StartsWith("\\\\", StringComparison.Ordinal)
            || (source.Length > 1 && source[1] == ':' && char.IsLetter(source[0])));

    private string? Accept(string part, bool isLast)
    {
        if (part.Length == 0)
        {
            return "a part between colons is empty; is a variable in it unset?";
        }

        if (Source.Length == 0)
        {
            if (isLast)
            {
                Target = part;
            }
            else
            {
                Source = part;
            }

            return null;
        }

        if (Target.Length == 0)
        {
            Target = part;
            return null;
        }

        if (!isLast)
        {
            return "there are too many colons; the form is source:target:options";
        }

        foreach (string option in part.Split(','))
        {
            switch (option)
            {
                case "ro":
                    ReadOnly = true;
                    break;
                case "rw":
                    ReadOnly = false;
                    break;
                case "nocopy":
                    NoCopy = true;
                    break;
                case "z" or "Z":
                    Selinux = option;
                    break;
                case "private" or "rprivate" or "shared" or "rshared" or "slave" or "rslave":
                    Propagation = option;
                    break;
            }
        }

        return null;
    }
}
