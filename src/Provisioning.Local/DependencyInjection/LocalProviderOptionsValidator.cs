using System.Globalization;
using System.Net;
using Microsoft.Extensions.Options;

namespace Provisioning.Local;

// All problems at once, each naming its property and what would be right.
internal sealed class LocalProviderOptionsValidator(string providerName) : IValidateOptions<LocalProviderOptions>
{
    public ValidateOptionsResult Validate(string? name, LocalProviderOptions options)
    {
        if (name != providerName)
        {
            return ValidateOptionsResult.Skip;
        }

        var problems = new List<string>();
        if (string.IsNullOrWhiteSpace(options.StateDirectory))
        {
            Add(nameof(options.StateDirectory), "is empty. Give a directory that this process may write to.");
        }
        else if (File.Exists(options.StateDirectory))
        {
            Add(nameof(options.StateDirectory), $"is '{options.StateDirectory}', which is a file. Give a directory.");
        }

        if (options.InstanceId is { } id && (id.Length is < 8 or > 64 || !id.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '-')))
        {
            Add(nameof(options.InstanceId), $"is '{id}'. Give 8 to 64 of a-z, 0-9 and '-', or leave it out.");
        }

        if (!LocalPortRange.TryParse(options.PortRange, out _))
        {
            Add(nameof(options.PortRange), $"is '{options.PortRange}'. Write it as first-last, from 1024 to 65535, for instance 20000-29999.");
        }

        if (!IPAddress.TryParse(options.BindAddress, out _))
        {
            Add(nameof(options.BindAddress), $"is '{options.BindAddress}', which is no IP address. Write for instance 127.0.0.1 or 0.0.0.0.");
        }

        if (options.PublicHost is not null && Uri.CheckHostName(options.PublicHost) == UriHostNameType.Unknown)
        {
            Add(nameof(options.PublicHost), $"is '{options.PublicHost}', which is no host name. Write for instance edge-1.example.com.");
        }

        if (options.PullPolicy is { } policy && !Mapping.ImageDemand.IsPolicy(policy))
        {
            Add(nameof(options.PullPolicy), $"is '{policy}'. Write missing, always, never, daily, weekly, or for instance every_12h, or leave it out.");
        }

        CheckPool(options, Add);
        CheckTime(nameof(options.DefaultTimeout), options.DefaultTimeout, TimeSpan.FromSeconds(1), Add);
        if (options.StopTimeout is { } stop)
        {
            CheckTime(nameof(options.StopTimeout), stop, TimeSpan.Zero, Add);
        }

        CheckTime(nameof(options.StartInterval), options.StartInterval, TimeSpan.FromMilliseconds(10), Add);
        CheckTime(nameof(options.MinimumUptime), options.MinimumUptime, TimeSpan.Zero, Add);
        if (options.Policy is null)
        {
            Add(nameof(options.Policy), "is null. Set a policy, for instance TemplatePolicy.Strict.");
        }

        CheckNumber(nameof(options.Parallelism), options.Parallelism, 1, 256, Add);
        CheckNumber(nameof(options.FailureLogLines), options.FailureLogLines, 0, 1000, Add);
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);

        void Add(string property, string problem) => problems.Add($"Provisioning:{providerName}:{property} {problem}");
    }

    private static void CheckPool(LocalProviderOptions options, Action<string, string> add)
    {
        if (string.IsNullOrEmpty(options.AddressPool))
        {
            return;
        }

        if (!Ipv4Block.TryParse(options.AddressPool, out Ipv4Block pool))
        {
            add(nameof(options.AddressPool), $"is '{options.AddressPool}'. Write it as an IPv4 block whose host bits are zero, for instance 10.213.0.0/16, or leave it empty.");
            CheckNumber(nameof(options.SubnetPrefixLength), options.SubnetPrefixLength, 8, 29, add);
            return;
        }

        CheckNumber(nameof(options.SubnetPrefixLength), options.SubnetPrefixLength, Math.Max(8, pool.PrefixLength), 29, add);
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
            add(property, $"is {value:c}. Give a time from {least:c} to 1.00:00:00, for instance 00:05:00.");
        }
    }
}
