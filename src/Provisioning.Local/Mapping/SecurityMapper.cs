using System.Text;
using System.Text.Json;
using Docker.DotNet.Models;
using Provisioning.Compose;

namespace Provisioning.Local.Mapping;

/// <summary>The <c>security_opt</c> key.</summary>
internal static class SecurityMapper
{
    public static void Apply(ComposeService service, HostConfig host, MappingContext context)
    {
        List<string> options = [];
        foreach (string option in service.SecurityOpt)
        {
            if (option == "systempaths=unconfined")
            {
                host.MaskedPaths = [];
                host.ReadonlyPaths = [];
                continue;
            }

            options.Add(SeccompFile(option, context.Project.WorkingDirectory) is { } file ? "seccomp=" + Compact(context.ReadFile(file)) : option);
        }

        host.SecurityOpt = options;
    }

    /// <summary>Whether the engine understands an option.</summary>
    public static bool IsValid(string option) => option == "no-new-privileges" || option.AsSpan().ContainsAny('=', ':');

    /// <summary>Returns the absolute path of the profile that an option names; <see langword="null"/> for options that name none.</summary>
    public static string? SeccompFile(string option, string directory)
    {
        int separator = option.IndexOf('=', StringComparison.Ordinal);
        if (separator < 0)
        {
            separator = option.IndexOf(':', StringComparison.Ordinal);
        }

        if (separator < 0 || option[..separator] != "seccomp" || option[(separator + 1)..] is "unconfined" or "builtin")
        {
            return null;
        }

        return Path.GetFullPath(option[(separator + 1)..], directory);
    }

    // Only white space goes: the engine parses the rest, and every byte of it is the template's.
    private static string Compact(byte[] json)
    {
        using (JsonDocument.Parse(json))
        {
            var text = new StringBuilder(json.Length);
            bool isQuoted = false;
            bool isEscaped = false;
            foreach (char character in Encoding.UTF8.GetString(json))
            {
                if (!isQuoted && character is (' ' or '\t' or '\r' or '\n'))
                {
                    continue;
                }

                text.Append(character);
                isQuoted = character == '"' && !isEscaped ? !isQuoted : isQuoted;
                isEscaped = isQuoted && character == '\\' && !isEscaped;
            }

            return text.ToString();
        }
    }
}
