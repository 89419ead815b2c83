using System.Globalization;
using System.Text.RegularExpressions;
using Provisioning.Compose.Values;

namespace Provisioning.Compose;

/// <content>The reading of <c>ready</c> and <c>stateful</c>.</content>
internal sealed partial class TemplateManifestReader
{
    private static readonly string[] ReadyKeys = ["http", "tcp", "status", "timeout", "interval"];
    private static readonly string[] StatefulKeys = ["service", "migrations"];
    private static readonly string[] MigrationKeys = ["from", "to"];

    private static readonly TimeSpan ShortestInterval = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestInterval = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestTimeout = TimeSpan.FromHours(1);

    private TemplateReadiness? ReadReadiness(ManifestNode node, string path)
    {
        string? http = null;
        bool isHttp = false;
        bool isTcp = false;
        bool hasStatus = false;
        (int Min, int Max) status = (200, 399);
        TimeSpan timeout = TemplateReadiness.DefaultTimeout;
        TimeSpan interval = TemplateReadiness.DefaultInterval;
        foreach ((string key, ManifestNode keyNode, ManifestNode value) in Mapping(node, path))
        {
            switch (key)
            {
                case "http":
                    isHttp = true;
                    http = Matching(value, path + ".http", ProbePathPattern(), "The path begins with '/', is made of printable ASCII characters without blanks, and may have a query; values are not filled in.");
                    break;
                case "tcp":
                    isTcp = Boolean(value, path + ".tcp");
                    if (!isTcp)
                    {
                        Add("manifest_bad_value", value, path + ".tcp", "Write 'true', or leave 'ready' out.");
                    }

                    break;
                case "status":
                    hasStatus = true;
                    status = Status(value, path + ".status");
                    break;
                case "timeout":
                    timeout = Duration(value, path + ".timeout", TimeSpan.FromSeconds(1), LongestTimeout, timeout);
                    break;
                case "interval":
                    interval = Duration(value, path + ".interval", ShortestInterval, LongestInterval, interval);
                    break;
                default:
                    UnknownKey(keyNode, path, key, ReadyKeys);
                    break;
            }
        }

        if (node.IsMapping && isHttp == isTcp)
        {
            Add("manifest_bad_value", node, path, "Write either 'http: /path' or 'tcp: true'.");
        }
        else if (hasStatus && !isHttp)
        {
            Add("manifest_bad_value", node, path + ".status", "A status is what 'http' gets; a TCP connection has none.");
        }
        else if (node.IsNull)
        {
            Add("manifest_wrong_type", node, path, "Must be a mapping with 'http: /path' or 'tcp: true'.");
        }

        return isHttp || isTcp ? new TemplateReadiness { HttpPath = http, MinStatus = status.Min, MaxStatus = status.Max, Timeout = timeout, Interval = interval } : null;
    }

    private (int Min, int Max) Status(ManifestNode node, string path)
    {
        if (Text(node, path, "a status, for instance 200, or a range, for instance 200-299") is not { } text)
        {
            return (200, 399);
        }

        string[] parts = text.Split('-');
        if (parts.Length <= 2
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int min)
            && int.TryParse(parts[^1], NumberStyles.None, CultureInfo.InvariantCulture, out int max)
            && min is >= 100 and <= 599 && max is >= 100 and <= 599 && min <= max)
        {
            return (min, max);
        }

        Add("manifest_bad_value", node, path, "Must be a status from 100 to 599, for instance 200, or a range of them, for instance 200-299.");
        return (200, 399);
    }

    private TimeSpan Duration(ManifestNode node, string path, TimeSpan least, TimeSpan greatest, TimeSpan otherwise)
    {
        if (Text(node, path, "a time, for instance 30s") is not { } text)
        {
            return otherwise;
        }

        if (!Durations.TryParse(text, out TimeSpan time) || time < least || time > greatest)
        {
            Add("manifest_bad_value", node, path, string.Create(CultureInfo.InvariantCulture, $"Must be a time from {least.TotalMilliseconds:0}ms to {greatest.TotalMinutes:0}m, for instance 30s."));
            return otherwise;
        }

        return time;
    }

    private List<string> ReadStateful(ManifestNode value, List<TemplateMigration> migrations)
    {
        const string Path = "x-provisioning.stateful";
        List<string> services = [];
        if (!value.IsList)
        {
            Add("manifest_wrong_type", value, Path, "Must be a list of services.");
            return services;
        }

        for (int i = 0; i < value.Items.Count; i++)
        {
            string path = string.Create(CultureInfo.InvariantCulture, $"{Path}[{i}]");
            string? service = value.Items[i].IsMapping
                ? ReadStatefulService(value.Items[i], path, migrations)
                : Text(value.Items[i], path, "the name of a service, or a mapping with 'service' and 'migrations'");
            if (service is not null && !services.Contains(service))
            {
                services.Add(service);
            }
        }

        return services;
    }

    private string? ReadStatefulService(ManifestNode node, string path, List<TemplateMigration> migrations)
    {
        string? service = null;
        ManifestNode? steps = null;
        foreach ((string key, ManifestNode keyNode, ManifestNode value) in Mapping(node, path))
        {
            switch (key)
            {
                case "service":
                    service = Text(value, path + ".service", "the name of a service");
                    break;
                case "migrations":
                    steps = value;
                    break;
                default:
                    UnknownKey(keyNode, path, key, StatefulKeys);
                    break;
            }
        }

        if (service is null)
        {
            Add("manifest_missing_key", node, path, "A stateful service needs 'service'.");
        }

        if (steps is { IsList: false })
        {
            Add("manifest_wrong_type", steps, path + ".migrations", "Must be a list of steps, for instance [ { from: 15, to: 16 } ].");
        }

        for (int i = 0; i < steps?.Items.Count; i++)
        {
            if (ReadMigration(service ?? string.Empty, steps.Items[i], string.Create(CultureInfo.InvariantCulture, $"{path}.migrations[{i}]")) is { } migration)
            {
                migrations.Add(migration);
            }
        }

        return service;
    }

    private TemplateMigration? ReadMigration(string service, ManifestNode node, string path)
    {
        long? from = null;
        long? to = null;
        foreach ((string key, ManifestNode keyNode, ManifestNode value) in Mapping(node, path))
        {
            switch (key)
            {
                case "from":
                    from = Integer(value, path + ".from", 0, int.MaxValue);
                    break;
                case "to":
                    to = Integer(value, path + ".to", 0, int.MaxValue);
                    break;
                default:
                    UnknownKey(keyNode, path, key, MigrationKeys);
                    break;
            }
        }

        if (from is null || to is null)
        {
            if (node.IsMapping || node.IsNull)
            {
                Add("manifest_missing_key", node, path, "A step needs 'from' and 'to': the major versions.");
            }

            return null;
        }

        if (from == to)
        {
            Add("manifest_bad_value", node, path, "A step leads from one major version to another one.");
            return null;
        }

        return new TemplateMigration { ServiceName = service, From = from.Value, To = to.Value, Location = At(node) };
    }

    [GeneratedRegex(@"\A/[!-""$-~]*\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ProbePathPattern();
}
