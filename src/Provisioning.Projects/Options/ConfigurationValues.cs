using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Provisioning.Projects;

/// <summary>Reads single values of a section; a value of the wrong form is an error that names its key.</summary>
internal static class ConfigurationValues
{
    public static TimeSpan? Time(IConfigurationSection section, string key) =>
        section[key] is not { Length: > 0 } text ? null
        : TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out TimeSpan value) ? value
        : throw Wrong(section, key, text, "a time as hours:minutes:seconds or days.hours:minutes:seconds");

    public static int? Number(IConfigurationSection section, string key) =>
        section[key] is not { Length: > 0 } text ? null
        : int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value) ? value
        : throw Wrong(section, key, text, "a whole number");

    public static ProjectReconcilerMode? Mode(IConfigurationSection section, string key) =>
        section[key] is not { Length: > 0 } text ? null
        : Enum.TryParse(text, ignoreCase: true, out ProjectReconcilerMode value) && Enum.IsDefined(value) ? value
        : throw Wrong(section, key, text, "Off, Report or Heal");

    private static InvalidOperationException Wrong(IConfigurationSection section, string key, string text, string form) =>
        new($"{section.Path}:{key} is '{text}'. It must be {form}.");
}
