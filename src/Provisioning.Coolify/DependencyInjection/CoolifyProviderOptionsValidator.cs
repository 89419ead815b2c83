using System.Globalization;
using Microsoft.Extensions.Options;

namespace Provisioning.Coolify;

// All problems at once, each naming its property and what would be right; never the token, and never an address that may hold a password.
internal sealed class CoolifyProviderOptionsValidator(string providerName, Func<bool> isSelected) : IValidateOptions<CoolifyProviderOptions>
{
    private const string ProjectPlaceholder = "{project}";

    public ValidateOptionsResult Validate(string? name, CoolifyProviderOptions options)
    {
        if (name != providerName)
        {
            return ValidateOptionsResult.Skip;
        }

        List<string> problems = options is { ApiUrl: null, ApiToken: null } && !isSelected() ? [] : FindMissing(options, providerName);
        CheckAccess(options, Add);
        CheckNames(options, Add);
        CheckTimes(options, Add);
        CheckNumber(nameof(options.FailureLogLines), options.FailureLogLines, 0, 1000, Add);
        CheckNumber(nameof(options.RetryAttempts), options.RetryAttempts, 0, 10, Add);
        CheckNumber(nameof(options.RequestsPerMinute), options.RequestsPerMinute, 1, 1_000_000, Add);
        CheckNumber(nameof(options.Parallelism), options.Parallelism, 1, 256, Add);
        CheckNumber(nameof(options.MaxResponseBytes), options.MaxResponseBytes, 64 * 1024, 1024 * 1024 * 1024, Add);
        if (options.Policy is null)
        {
            Add(nameof(options.Policy), "is null. Set a policy, for instance TemplatePolicy.Strict.");
        }

        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);

        void Add(string property, string problem) => problems.Add($"Provisioning:{providerName}:{property} {problem}");
    }

    /// <summary>Returns what a provider cannot do without and does not have.</summary>
    public static List<string> FindMissing(CoolifyProviderOptions options, string providerName)
    {
        var missing = new List<string>();
        if (options.ApiUrl is null || options.ApiUrl.OriginalString.Length == 0)
        {
            missing.Add($"Provisioning:{providerName}:{nameof(options.ApiUrl)} is missing. Set it, or {ProvisioningConfiguration.CoolifyApiUrlVariable}, to the address of Coolify, for instance https://coolify.example.com.");
        }

        if (string.IsNullOrWhiteSpace(options.ApiToken?.Reveal()))
        {
            missing.Add($"Provisioning:{providerName}:{nameof(options.ApiToken)} is missing. Set it, or {ProvisioningConfiguration.CoolifyApiTokenVariable}, to a token of Coolify (Keys & Tokens > API tokens) with read, write and deploy.");
        }

        return missing;
    }

    private static void CheckAccess(CoolifyProviderOptions options, Action<string, string> add)
    {
        if (options.ApiUrl is { OriginalString.Length: > 0 } url && CoolifyApiUrl.Problem(url) is { } problem)
        {
            add(nameof(options.ApiUrl), $"{problem}. Write the address of Coolify, for instance https://coolify.example.com; the token has a setting of its own.");
        }

        if (options.ApiToken?.Reveal() is { } token && !string.IsNullOrWhiteSpace(token) && token.AsSpan().ContainsAnyExceptInRange('!', '~'))
        {
            add(nameof(options.ApiToken), "contains white space, quotes of another alphabet or control characters, which no token has. Copy it again, as Coolify showed it.");
        }

        if (!string.IsNullOrEmpty(options.CaCertificatePath) && CoolifyTls.TryRead(options.CaCertificatePath, out _) is { } file)
        {
            add(nameof(options.CaCertificatePath), $"{file}. Give a PEM file with the certificate of the authority that signed Coolify's certificate.");
        }
    }

    private static void CheckNames(CoolifyProviderOptions options, Action<string, string> add)
    {
        if (options.InstanceId is not { Length: >= 1 and <= 64 } id || !id.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '-'))
        {
            add(nameof(options.InstanceId), $"is '{options.InstanceId}'. Give 1 to 64 of a-z, 0-9 and '-'.");
        }

        CheckName(nameof(options.Project), options.Project, add);
        CheckName(nameof(options.Environment), options.Environment, add);
        if (!Enum.IsDefined(options.Placement))
        {
            add(nameof(options.Placement), "is none of Fixed, ByName, FewestProjects.");
        }

        if (!Enum.IsDefined(options.SecretPlacement))
        {
            add(nameof(options.SecretPlacement), "is none of Variables, Inline.");
        }

        if (options.Placement != CoolifyPlacement.FewestProjects && options.Servers.Count > 0)
        {
            add(nameof(options.Servers), $"is set, which only the placement FewestProjects uses. Set {nameof(options.Server)}, or that placement.");
        }

        if (options.Servers.Any(string.IsNullOrWhiteSpace))
        {
            add(nameof(options.Servers), "contains an empty name.");
        }

        if (!string.IsNullOrEmpty(options.DomainPattern))
        {
            CheckPattern(options.DomainPattern, add);
        }
    }

    private static void CheckPattern(string pattern, Action<string, string> add)
    {
        const string Right = "Write for instance https://{project}.apps.example.com.";
        if (!pattern.Contains(ProjectPlaceholder, StringComparison.Ordinal))
        {
            add(nameof(CoolifyProviderOptions.DomainPattern), $"is '{pattern}', without {{project}}: all projects would have the same address. {Right}");
        }
        else if (!Uri.TryCreate(pattern.Replace(ProjectPlaceholder, "p", StringComparison.Ordinal), UriKind.Absolute, out Uri? url)
            || CoolifyApiUrl.Problem(url) is not null)
        {
            add(nameof(CoolifyProviderOptions.DomainPattern), $"is '{pattern}', which gives no http or https address. {Right}");
        }
    }

    // Coolify's own rule for the names of projects and environments.
    private static void CheckName(string property, string? value, Action<string, string> add)
    {
        if (value is not { Length: >= 3 and <= 255 } || value != value.Trim() || !value.All(letter => char.IsLetterOrDigit(letter) || " -_./@&()#,:+".Contains(letter, StringComparison.Ordinal)))
        {
            add(property, $"is '{value}'. Give 3 to 255 letters, digits, spaces and - _ . / @ & ( ) # , : +, as Coolify does.");
        }
    }

    private static void CheckTimes(CoolifyProviderOptions options, Action<string, string> add)
    {
        CheckTime(nameof(options.DefaultTimeout), options.DefaultTimeout, TimeSpan.FromSeconds(1), add);
        CheckTime(nameof(options.PollInterval), options.PollInterval, TimeSpan.FromMilliseconds(100), add);
        CheckTime(nameof(options.MaxPollInterval), options.MaxPollInterval, options.PollInterval, add);
        CheckTime(nameof(options.StartGrace), options.StartGrace, TimeSpan.Zero, add);
        CheckTime(nameof(options.SettleTime), options.SettleTime, TimeSpan.Zero, add);
        CheckTime(nameof(options.DeletionTimeout), options.DeletionTimeout, TimeSpan.FromSeconds(1), add);
        CheckTime(nameof(options.ProbeTimeout), options.ProbeTimeout, TimeSpan.FromMilliseconds(100), add);
        CheckTime(nameof(options.LogPollInterval), options.LogPollInterval, TimeSpan.FromMilliseconds(100), add);
        CheckTime(nameof(options.RequestTimeout), options.RequestTimeout, TimeSpan.FromMilliseconds(100), add);
        CheckTime(nameof(options.LongRequestTimeout), options.LongRequestTimeout, options.RequestTimeout, add);
    }

    private static void CheckNumber(string property, int value, int least, int greatest, Action<string, string> add)
    {
        if (value < least || value > greatest)
        {
            add(property, string.Create(CultureInfo.InvariantCulture, $"is {value}. Give a number from {least} to {greatest}."));
        }
    }

    private static void CheckTime(string property, TimeSpan value, TimeSpan least, Action<string, string> add)
    {
        if (value < least || value > TimeSpan.FromDays(1))
        {
            add(property, $"is {value:c}. Give a time from {least:c} to 1.00:00:00, for instance 00:00:30.");
        }
    }
}
